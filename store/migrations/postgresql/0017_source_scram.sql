-- What SCRAM-SHA-256 is checked with, of sources that log in. BYTEA columns are sealed (store/vault.h).

ALTER TABLE source ADD COLUMN scram BYTEA; -- NULL: none
