-- The devices that recipients read their inbox with. BLOB columns are sealed (store/vault.h).

CREATE TABLE device (
    id            INTEGER NOT NULL PRIMARY KEY,
    contact_id    INTEGER NOT NULL REFERENCES contact (id),
    name          BLOB    NOT NULL,
    token_id      INTEGER, -- NULL: revoked
    user_agent    TEXT    NOT NULL,
    enrolled_by   TEXT    NOT NULL, -- a token, or "contact"
    enrolled_ms   INTEGER NOT NULL,
    seen_ms       INTEGER,
    revoked_ms    INTEGER,
    push_endpoint BLOB,    -- NULL: takes no pushes
    push_key      BLOB,
    push_secret   BLOB
) STRICT;
CREATE INDEX device_contact ON device (contact_id);
CREATE UNIQUE INDEX device_token_key ON device (token_id) WHERE token_id IS NOT NULL;

CREATE TABLE enrolment (
    id         INTEGER NOT NULL PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    hash       TEXT    NOT NULL UNIQUE, -- of its code; the code itself is nowhere
    made_by    TEXT    NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX enrolment_expiry ON enrolment (expires_ms);

-- By which a device says that it showed a push, once and without a login.
CREATE TABLE push_receipt (
    hash        TEXT    NOT NULL PRIMARY KEY,
    delivery_id INTEGER NOT NULL REFERENCES delivery (id),
    expires_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX push_receipt_expiry ON push_receipt (expires_ms);
