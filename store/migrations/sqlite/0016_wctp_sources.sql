-- How each WCTP source is spoken with, and what waits until it polls.

ALTER TABLE source ADD COLUMN reply_mode TEXT NOT NULL DEFAULT 'push' CHECK
    (reply_mode = 'push' OR reply_mode = 'poll' OR reply_mode = 'both');
ALTER TABLE source ADD COLUMN proof TEXT NOT NULL DEFAULT 'all' CHECK
    (proof = 'all' OR proof = 'any');
ALTER TABLE source ADD COLUMN path_token_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN repair_bytes INTEGER NOT NULL DEFAULT 0 CHECK
    (repair_bytes = 0 OR repair_bytes = 1);
ALTER TABLE source ADD COLUMN lookup_reply TEXT NOT NULL DEFAULT 'direct' CHECK
    (lookup_reply = 'direct' OR lookup_reply = 'confirm');
ALTER TABLE source ADD COLUMN doctype TEXT NOT NULL DEFAULT 'none' CHECK
    (doctype = 'none' OR doctype = 'echo' OR doctype = 'standard');
ALTER TABLE source ADD COLUMN busy_code INTEGER NOT NULL DEFAULT 0;      -- 0: the house's
ALTER TABLE source ADD COLUMN max_text INTEGER NOT NULL DEFAULT 0;       -- 0: the house's
ALTER TABLE source ADD COLUMN max_recipients INTEGER NOT NULL DEFAULT 0; -- 0: the house's
ALTER TABLE source ADD COLUMN address_tags INTEGER NOT NULL DEFAULT 0 CHECK
    (address_tags = 0 OR address_tags = 1);
ALTER TABLE source ADD COLUMN subject_line INTEGER NOT NULL DEFAULT 0 CHECK
    (subject_line = 0 OR subject_line = 1);
ALTER TABLE source ADD COLUMN recipient_domain TEXT NOT NULL DEFAULT '';

-- The source that may fetch it by polling; polled_ms: it did, or a push came first.
ALTER TABLE notice ADD COLUMN poller_id INTEGER;
ALTER TABLE notice ADD COLUMN polled_ms INTEGER;
CREATE INDEX notice_poll ON notice (poller_id, id)
    WHERE poller_id IS NOT NULL AND polled_ms IS NULL;

-- Answers to wctp-LookupSubscriber that wait until their source polls; fetched ones are removed.
CREATE TABLE lookup_answer (
    id             INTEGER NOT NULL PRIMARY KEY,
    source_id      INTEGER NOT NULL REFERENCES source (id),
    sender_id      TEXT    NOT NULL,
    recipient_id   TEXT    NOT NULL,
    response_to    TEXT    NOT NULL,
    transaction_id TEXT    NOT NULL,
    max_length     INTEGER NOT NULL,
    at_ms          INTEGER NOT NULL
) STRICT;
CREATE INDEX lookup_answer_source ON lookup_answer (source_id, id);
