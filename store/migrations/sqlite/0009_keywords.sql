-- Words by which people join groups, and phones that are nobody's and do not want texts.

CREATE TABLE group_keyword (
    id          INTEGER NOT NULL PRIMARY KEY,
    group_id    INTEGER NOT NULL REFERENCES contact_group (id),
    word        TEXT    NOT NULL,
    number      TEXT    NOT NULL, -- ours, digits
    joined_text TEXT    NOT NULL,
    left_text   TEXT    NOT NULL,
    help_text   TEXT    NOT NULL,
    created_ms  INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    UNIQUE (number, word)
) STRICT;
CREATE INDEX group_keyword_group ON group_keyword (group_id);

CREATE TABLE stopped_phone (
    address_index TEXT    NOT NULL PRIMARY KEY, -- as contact_detail.address_index
    at_ms         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
