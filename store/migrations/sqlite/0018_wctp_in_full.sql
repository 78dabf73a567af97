-- How each WCTP source's callback is called over TLS, how long its repetitions count as such, what
-- it lets us record, and what came of the answers to its look-ups. BLOB columns are sealed
-- (store/vault.h).

ALTER TABLE source ADD COLUMN duplicate_ms INTEGER; -- NULL: the house's
ALTER TABLE source ADD COLUMN callback_tls_minimum TEXT NOT NULL DEFAULT '1.2' CHECK
    (callback_tls_minimum = '1.0' OR callback_tls_minimum = '1.1' OR callback_tls_minimum = '1.2' OR callback_tls_minimum = '1.3');
ALTER TABLE source ADD COLUMN callback_ciphers TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN callback_ca_file TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN callback_pin TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN callback_certificate_file TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN callback_key_file TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN record INTEGER NOT NULL DEFAULT 0 CHECK
    (record = 0 OR record = 1);
ALTER TABLE source ADD COLUMN shadow INTEGER NOT NULL DEFAULT 0 CHECK
    (shadow = 0 OR shadow = 1);

-- One word more, which a CHECK that is there cannot learn.
ALTER TABLE source ADD COLUMN answer_doctype TEXT NOT NULL DEFAULT 'none' CHECK
    (answer_doctype = 'none' OR answer_doctype = 'echo' OR answer_doctype = 'standard' OR answer_doctype = 'local');
UPDATE source SET answer_doctype = doctype;
ALTER TABLE source DROP COLUMN doctype;
ALTER TABLE source RENAME COLUMN answer_doctype TO doctype;

-- IHE's alarm as it came, and its pictures; both under the message's own key.
ALTER TABLE message ADD COLUMN alert BLOB;
ALTER TABLE message ADD COLUMN images BLOB;

-- What is pushed to the source's callback: when next, and how often it was tried.
ALTER TABLE lookup_answer ADD COLUMN wctp_version TEXT NOT NULL DEFAULT '';
ALTER TABLE lookup_answer ADD COLUMN wctp_token TEXT NOT NULL DEFAULT '';
ALTER TABLE lookup_answer ADD COLUMN push_ms INTEGER; -- NULL: not at all
ALTER TABLE lookup_answer ADD COLUMN push_tries INTEGER NOT NULL DEFAULT 0;
CREATE INDEX lookup_answer_push ON lookup_answer (push_ms) WHERE push_ms IS NOT NULL;

-- What sources that allow it have sent, and what was decided then.
CREATE TABLE wctp_transaction (
    id        INTEGER NOT NULL PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES source (id),
    at_ms     INTEGER NOT NULL,
    request   BLOB NOT NULL,
    decision  BLOB NOT NULL,
    bytes     INTEGER NOT NULL -- of both
) STRICT;
CREATE INDEX wctp_transaction_source ON wctp_transaction (source_id, id);
