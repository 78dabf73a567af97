-- Whether an address is the contact's own, and the codes that prove it (X.20); reminders of shifts
-- (X.2); how many status mails an address gets.

ALTER TABLE contact_detail ADD COLUMN verified_by TEXT CHECK (verified_by IN ('code', 'vouched'));
ALTER TABLE contact_detail ADD COLUMN verified_ms BIGINT;

-- What was sent to an address to be told back. The code itself follows from the id and a key of the
-- vault; it is nowhere.
CREATE TABLE detail_code (
    id            BIGINT NOT NULL PRIMARY KEY,
    contact_id    BIGINT NOT NULL REFERENCES contact (id),
    detail_id     BIGINT NOT NULL,
    address_index TEXT   NOT NULL, -- of the address as it was then
    made_ms       BIGINT NOT NULL,
    wrong         BIGINT NOT NULL, -- codes told that were not it
    used_ms       BIGINT
);
CREATE INDEX detail_code_detail ON detail_code (detail_id, made_ms);
CREATE INDEX detail_code_contact ON detail_code (contact_id, made_ms);
CREATE INDEX detail_code_made ON detail_code (made_ms);

ALTER TABLE contact ADD COLUMN shift_reminder TEXT NOT NULL DEFAULT 'always'
    CHECK (shift_reminder IN ('always', 'only_if_first', 'never'));

-- Shifts whose people were told, so that no other node tells them again.
CREATE TABLE shift_told (
    schedule_id BIGINT NOT NULL,
    contact_id  BIGINT NOT NULL,
    begins_ms   BIGINT NOT NULL,
    PRIMARY KEY (schedule_id, contact_id, begins_ms)
);
CREATE INDEX shift_told_begins ON shift_told (begins_ms);

ALTER TABLE notice ADD COLUMN mailed_index TEXT; -- blind index of the address of a status mail
ALTER TABLE notice ADD COLUMN mailed_ms BIGINT;  -- when it is to go out
CREATE INDEX notice_mailed ON notice (mailed_index, mailed_ms) WHERE mailed_index IS NOT NULL;
ALTER TABLE notice DROP CONSTRAINT notice_kind_check;
ALTER TABLE notice ADD CONSTRAINT notice_kind_check CHECK (kind IN
    ('queued', 'delivered', 'read', 'replied', 'failed', 'fail_report', 'stand_down', 'keyword',
     'export', 'code'));
