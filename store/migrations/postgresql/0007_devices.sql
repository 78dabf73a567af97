-- The devices that recipients read their inbox with. BYTEA columns are sealed (store/vault.h).

CREATE TABLE device (
    id            BIGINT  NOT NULL PRIMARY KEY,
    contact_id    BIGINT  NOT NULL REFERENCES contact (id),
    name          BYTEA   NOT NULL,
    token_id      BIGINT,  -- NULL: revoked
    user_agent    TEXT    NOT NULL,
    enrolled_by   TEXT    NOT NULL, -- a token, or "contact"
    enrolled_ms   BIGINT  NOT NULL,
    seen_ms       BIGINT,
    revoked_ms    BIGINT,
    push_endpoint BYTEA,   -- NULL: takes no pushes
    push_key      BYTEA,
    push_secret   BYTEA
);
CREATE INDEX device_contact ON device (contact_id);
CREATE UNIQUE INDEX device_token_key ON device (token_id) WHERE token_id IS NOT NULL;

CREATE TABLE enrolment (
    id         BIGINT  NOT NULL PRIMARY KEY,
    contact_id BIGINT  NOT NULL REFERENCES contact (id),
    hash       TEXT    NOT NULL UNIQUE, -- of its code; the code itself is nowhere
    made_by    TEXT    NOT NULL,
    expires_ms BIGINT  NOT NULL
);
CREATE INDEX enrolment_expiry ON enrolment (expires_ms);

-- By which a device says that it showed a push, once and without a login.
CREATE TABLE push_receipt (
    hash        TEXT    NOT NULL PRIMARY KEY,
    delivery_id BIGINT  NOT NULL REFERENCES delivery (id),
    expires_ms  BIGINT  NOT NULL
);
CREATE INDEX push_receipt_expiry ON push_receipt (expires_ms);
