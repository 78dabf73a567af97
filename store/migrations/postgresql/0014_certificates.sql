-- What mail to a contact is encrypted for. BYTEA columns are sealed (store/vault.h): they name people.

CREATE TABLE contact_certificate (
    contact_id  BIGINT NOT NULL PRIMARY KEY REFERENCES contact (id),
    pem         BYTEA  NOT NULL,
    subject     BYTEA  NOT NULL,
    fingerprint TEXT   NOT NULL,
    expires_ms  BIGINT NOT NULL
);
