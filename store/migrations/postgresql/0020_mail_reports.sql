-- What the sender of a mail asked of the reports on it (RFC 3461), and status mails of which several
-- go in one. BYTEA columns are sealed (store/vault.h).

ALTER TABLE message ADD COLUMN report_wish BYTEA; -- NULL: nothing was asked
ALTER TABLE message ADD COLUMN mail_header BYTEA; -- under the message's own key

ALTER TABLE source ADD COLUMN status_digest_ms BIGINT NOT NULL DEFAULT 0;       -- 0: none
ALTER TABLE contact ADD COLUMN wctp_status_digest_ms BIGINT NOT NULL DEFAULT 0; -- 0: none

-- A status mail that waits for others: how many are told in it, itself too, and since when no more
-- of them are. NULL: none may join it. digest_id: in whose mail a notice is told.
ALTER TABLE notice ADD COLUMN digest_items BIGINT;
ALTER TABLE notice ADD COLUMN digest_closed_ms BIGINT;
ALTER TABLE notice ADD COLUMN digest_id BIGINT;
CREATE INDEX notice_digest ON notice (digest_id) WHERE digest_id IS NOT NULL;
CREATE INDEX notice_digest_open ON notice (mailed_index, mailed_ms)
    WHERE digest_items IS NOT NULL AND digest_closed_ms IS NULL;
