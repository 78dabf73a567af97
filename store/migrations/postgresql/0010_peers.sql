-- Pagers and people whom another WCTP gateway reaches; documents to callbacks are a channel of
-- their own, so that neither waits for the other.

ALTER TABLE contact_detail DROP CONSTRAINT contact_detail_kind_check;
ALTER TABLE contact_detail ADD CONSTRAINT contact_detail_kind_check
    CHECK (kind IN ('phone', 'email', 'pager', 'wctp'));

ALTER TABLE delivery DROP CONSTRAINT delivery_channel_check;
UPDATE delivery SET channel = 'wctp_push' WHERE kind = 'notice' AND channel = 'wctp_peer';
ALTER TABLE delivery ADD CONSTRAINT delivery_channel_check
    CHECK (channel IN ('secure', 'push', 'email', 'sms', 'ivr', 'snpp', 'wctp_peer', 'wctp_push'));
