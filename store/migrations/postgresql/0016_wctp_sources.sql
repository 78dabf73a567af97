-- How each WCTP source is spoken with, and what waits until it polls.

ALTER TABLE source ADD COLUMN reply_mode TEXT NOT NULL DEFAULT 'push' CHECK
    (reply_mode IN ('push', 'poll', 'both'));
ALTER TABLE source ADD COLUMN proof TEXT NOT NULL DEFAULT 'all' CHECK
    (proof IN ('all', 'any'));
ALTER TABLE source ADD COLUMN path_token_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN repair_bytes BIGINT NOT NULL DEFAULT 0 CHECK
    (repair_bytes IN (0, 1));
ALTER TABLE source ADD COLUMN lookup_reply TEXT NOT NULL DEFAULT 'direct' CHECK
    (lookup_reply IN ('direct', 'confirm'));
ALTER TABLE source ADD COLUMN doctype TEXT NOT NULL DEFAULT 'none' CHECK
    (doctype IN ('none', 'echo', 'standard'));
ALTER TABLE source ADD COLUMN busy_code BIGINT NOT NULL DEFAULT 0;      -- 0: the house's
ALTER TABLE source ADD COLUMN max_text BIGINT NOT NULL DEFAULT 0;       -- 0: the house's
ALTER TABLE source ADD COLUMN max_recipients BIGINT NOT NULL DEFAULT 0; -- 0: the house's
ALTER TABLE source ADD COLUMN address_tags BIGINT NOT NULL DEFAULT 0 CHECK
    (address_tags IN (0, 1));
ALTER TABLE source ADD COLUMN subject_line BIGINT NOT NULL DEFAULT 0 CHECK
    (subject_line IN (0, 1));
ALTER TABLE source ADD COLUMN recipient_domain TEXT NOT NULL DEFAULT '';

-- The source that may fetch it by polling; polled_ms: it did, or a push came first.
ALTER TABLE notice ADD COLUMN poller_id BIGINT;
ALTER TABLE notice ADD COLUMN polled_ms BIGINT;
CREATE INDEX notice_poll ON notice (poller_id, id)
    WHERE poller_id IS NOT NULL AND polled_ms IS NULL;

-- Answers to wctp-LookupSubscriber that wait until their source polls; fetched ones are removed.
CREATE TABLE lookup_answer (
    id             BIGINT NOT NULL PRIMARY KEY,
    source_id      BIGINT NOT NULL REFERENCES source (id),
    sender_id      TEXT    NOT NULL,
    recipient_id   TEXT    NOT NULL,
    response_to    TEXT    NOT NULL,
    transaction_id TEXT    NOT NULL,
    max_length     BIGINT NOT NULL,
    at_ms          BIGINT NOT NULL
);
CREATE INDEX lookup_answer_source ON lookup_answer (source_id, id);
