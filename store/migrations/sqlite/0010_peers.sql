-- Pagers and people whom another WCTP gateway reaches; documents to callbacks are a channel of
-- their own, so that neither waits for the other. SQLite changes no CHECK, so a column takes the
-- place of the other.

ALTER TABLE contact_detail ADD COLUMN wider_kind TEXT NOT NULL DEFAULT 'phone' CHECK
    (wider_kind = 'phone' OR wider_kind = 'email' OR wider_kind = 'pager' OR wider_kind = 'wctp');
UPDATE contact_detail SET wider_kind = kind;
ALTER TABLE contact_detail DROP COLUMN kind;
ALTER TABLE contact_detail RENAME COLUMN wider_kind TO kind;

DROP INDEX delivery_due;
ALTER TABLE delivery ADD COLUMN wider_channel TEXT NOT NULL DEFAULT 'secure' CHECK
    (wider_channel = 'secure' OR wider_channel = 'push' OR wider_channel = 'email'
     OR wider_channel = 'sms' OR wider_channel = 'ivr' OR wider_channel = 'snpp'
     OR wider_channel = 'wctp_peer' OR wider_channel = 'wctp_push');
UPDATE delivery SET wider_channel = CASE WHEN kind = 'notice' AND channel = 'wctp_peer'
                                         THEN 'wctp_push' ELSE channel END;
ALTER TABLE delivery DROP COLUMN channel;
ALTER TABLE delivery RENAME COLUMN wider_channel TO channel;
CREATE INDEX delivery_due ON delivery (channel, priority, due_ms)
    WHERE (state = 'planned' OR state = 'queued' OR state = 'deferred' OR state = 'unclear');
