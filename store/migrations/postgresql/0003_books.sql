-- The books: why, what was promised, who did what; and what belongs to the database itself.

CREATE TABLE ledger_line (
    id          BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id  BIGINT  NOT NULL REFERENCES message (id),
    page_id     BIGINT,
    contact_id  BIGINT,
    delivery_id BIGINT,
    decision    TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    at_ms       BIGINT  NOT NULL
);
CREATE INDEX ledger_line_message ON ledger_line (message_id);

CREATE TABLE promise (
    kind       TEXT    NOT NULL CHECK (kind IN ('delivery', 'escalation')),
    subject    BIGINT  NOT NULL,
    number     BIGINT  NOT NULL,
    message_id BIGINT  NOT NULL REFERENCES message (id),
    due_ms     BIGINT  NOT NULL,
    kept_ms    BIGINT,
    PRIMARY KEY (kind, subject, number)
);
CREATE INDEX promise_due ON promise (due_ms) WHERE kept_ms IS NULL;

CREATE TABLE audit_entry (
    number  BIGINT  NOT NULL PRIMARY KEY,
    at_ms   BIGINT  NOT NULL,
    actor   TEXT    NOT NULL,
    action  TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    outcome TEXT    NOT NULL,
    origin  TEXT    NOT NULL,
    hash    TEXT    NOT NULL
);

-- The duplicate window; pruned, so that its random keys stay few.
CREATE TABLE submission_key (
    source_id  BIGINT  NOT NULL,
    key_hash   TEXT    NOT NULL,
    message_id BIGINT  NOT NULL,
    at_ms      BIGINT  NOT NULL,
    PRIMARY KEY (source_id, key_hash)
);
CREATE INDEX submission_key_at ON submission_key (at_ms);

-- Rows stay: the highest fence ever given must not be forgotten.
CREATE TABLE node (
    number         BIGINT  NOT NULL PRIMARY KEY CHECK (number BETWEEN 1 AND 1023),
    name           TEXT    NOT NULL,
    fence          BIGINT  NOT NULL,
    lease_until_ms BIGINT  NOT NULL
);

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);
