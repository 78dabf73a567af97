-- Words by which people join groups, and phones that are nobody's and do not want texts.

CREATE TABLE group_keyword (
    id          BIGINT  NOT NULL PRIMARY KEY,
    group_id    BIGINT  NOT NULL REFERENCES contact_group (id),
    word        TEXT    NOT NULL,
    number      TEXT    NOT NULL, -- ours, digits
    joined_text TEXT    NOT NULL,
    left_text   TEXT    NOT NULL,
    help_text   TEXT    NOT NULL,
    created_ms  BIGINT  NOT NULL,
    version     BIGINT  NOT NULL,
    UNIQUE (number, word)
);
CREATE INDEX group_keyword_group ON group_keyword (group_id);

CREATE TABLE stopped_phone (
    address_index TEXT    NOT NULL PRIMARY KEY, -- as contact_detail.address_index
    at_ms         BIGINT  NOT NULL
);
