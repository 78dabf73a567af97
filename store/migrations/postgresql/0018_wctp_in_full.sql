-- How each WCTP source's callback is called over TLS, how long its repetitions count as such, what
-- it lets us record, and what came of the answers to its look-ups. BYTEA columns are sealed
-- (store/vault.h).

ALTER TABLE source ADD COLUMN duplicate_ms BIGINT; -- NULL: the house's
ALTER TABLE source ADD COLUMN callback_tls_minimum TEXT NOT NULL DEFAULT '1.2' CHECK
    (callback_tls_minimum IN ('1.0', '1.1', '1.2', '1.3'));
ALTER TABLE source ADD COLUMN callback_ciphers TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN callback_ca_file TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN callback_pin TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN callback_certificate_file TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN callback_key_file TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN record BIGINT NOT NULL DEFAULT 0 CHECK
    (record IN (0, 1));
ALTER TABLE source ADD COLUMN shadow BIGINT NOT NULL DEFAULT 0 CHECK
    (shadow IN (0, 1));

-- One word more, which a CHECK that is there cannot learn.
ALTER TABLE source ADD COLUMN answer_doctype TEXT NOT NULL DEFAULT 'none' CHECK
    (answer_doctype IN ('none', 'echo', 'standard', 'local'));
UPDATE source SET answer_doctype = doctype;
ALTER TABLE source DROP COLUMN doctype;
ALTER TABLE source RENAME COLUMN answer_doctype TO doctype;

-- IHE's alarm as it came, and its pictures; both under the message's own key.
ALTER TABLE message ADD COLUMN alert BYTEA;
ALTER TABLE message ADD COLUMN images BYTEA;

-- What is pushed to the source's callback: when next, and how often it was tried.
ALTER TABLE lookup_answer ADD COLUMN wctp_version TEXT NOT NULL DEFAULT '';
ALTER TABLE lookup_answer ADD COLUMN wctp_token TEXT NOT NULL DEFAULT '';
ALTER TABLE lookup_answer ADD COLUMN push_ms BIGINT; -- NULL: not at all
ALTER TABLE lookup_answer ADD COLUMN push_tries BIGINT NOT NULL DEFAULT 0;
CREATE INDEX lookup_answer_push ON lookup_answer (push_ms) WHERE push_ms IS NOT NULL;

-- What sources that allow it have sent, and what was decided then.
CREATE TABLE wctp_transaction (
    id        BIGINT NOT NULL PRIMARY KEY,
    source_id BIGINT NOT NULL REFERENCES source (id),
    at_ms     BIGINT NOT NULL,
    request   BYTEA NOT NULL,
    decision  BYTEA NOT NULL,
    bytes     BIGINT NOT NULL -- of both
);
CREATE INDEX wctp_transaction_source ON wctp_transaction (source_id, id);
