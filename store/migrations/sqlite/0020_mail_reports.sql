-- What the sender of a mail asked of the reports on it (RFC 3461), and status mails of which several
-- go in one. BLOB columns are sealed (store/vault.h).

ALTER TABLE message ADD COLUMN report_wish BLOB; -- NULL: nothing was asked
ALTER TABLE message ADD COLUMN mail_header BLOB; -- under the message's own key

ALTER TABLE source ADD COLUMN status_digest_ms INTEGER NOT NULL DEFAULT 0;       -- 0: none
ALTER TABLE contact ADD COLUMN wctp_status_digest_ms INTEGER NOT NULL DEFAULT 0; -- 0: none

-- A status mail that waits for others: how many are told in it, itself too, and since when no more
-- of them are. NULL: none may join it. digest_id: in whose mail a notice is told.
ALTER TABLE notice ADD COLUMN digest_items INTEGER;
ALTER TABLE notice ADD COLUMN digest_closed_ms INTEGER;
ALTER TABLE notice ADD COLUMN digest_id INTEGER;
CREATE INDEX notice_digest ON notice (digest_id) WHERE digest_id IS NOT NULL;
CREATE INDEX notice_digest_open ON notice (mailed_index, mailed_ms)
    WHERE digest_items IS NOT NULL AND digest_closed_ms IS NULL;
