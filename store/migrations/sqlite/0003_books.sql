-- The books: why, what was promised, who did what; and what belongs to the database itself.

CREATE TABLE ledger_line (
    id          INTEGER NOT NULL PRIMARY KEY,
    message_id  INTEGER NOT NULL REFERENCES message (id),
    page_id     INTEGER,
    contact_id  INTEGER,
    delivery_id INTEGER,
    decision    TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    at_ms       INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_line_message ON ledger_line (message_id);

CREATE TABLE promise (
    kind       TEXT    NOT NULL CHECK (kind = 'delivery' OR kind = 'escalation'),
    subject    INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    message_id INTEGER NOT NULL REFERENCES message (id),
    due_ms     INTEGER NOT NULL,
    kept_ms    INTEGER,
    PRIMARY KEY (kind, subject, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX promise_due ON promise (due_ms) WHERE kept_ms IS NULL;

CREATE TABLE audit_entry (
    number  INTEGER NOT NULL PRIMARY KEY,
    at_ms   INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    action  TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    outcome TEXT    NOT NULL,
    origin  TEXT    NOT NULL,
    hash    TEXT    NOT NULL
) STRICT;

-- The duplicate window; pruned, so that its random keys stay few.
CREATE TABLE submission_key (
    source_id  INTEGER NOT NULL,
    key_hash   TEXT    NOT NULL,
    message_id INTEGER NOT NULL,
    at_ms      INTEGER NOT NULL,
    PRIMARY KEY (source_id, key_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX submission_key_at ON submission_key (at_ms);

-- Rows stay: the highest fence ever given must not be forgotten.
CREATE TABLE node (
    number         INTEGER NOT NULL PRIMARY KEY CHECK (number BETWEEN 1 AND 1023),
    name           TEXT    NOT NULL,
    fence          INTEGER NOT NULL,
    lease_until_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
