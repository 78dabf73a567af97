-- What SCRAM-SHA-256 is checked with, of sources that log in. BLOB columns are sealed (store/vault.h).

ALTER TABLE source ADD COLUMN scram BLOB; -- NULL: none
