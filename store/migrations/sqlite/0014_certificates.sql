-- What mail to a contact is encrypted for. BLOB columns are sealed (store/vault.h): they name people.

CREATE TABLE contact_certificate (
    contact_id  INTEGER NOT NULL PRIMARY KEY REFERENCES contact (id),
    pem         BLOB    NOT NULL,
    subject     BLOB    NOT NULL,
    fingerprint TEXT    NOT NULL,
    expires_ms  INTEGER NOT NULL
) STRICT;
