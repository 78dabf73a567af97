-- Whether an address is the contact's own, and the codes that prove it (X.20); reminders of shifts
-- (X.2); how many status mails an address gets. Tables whose CHECK grows are built anew.

ALTER TABLE contact_detail ADD COLUMN verified_by TEXT CHECK
    (verified_by = 'code' OR verified_by = 'vouched');
ALTER TABLE contact_detail ADD COLUMN verified_ms INTEGER;

-- What was sent to an address to be told back. The code itself follows from the id and a key of the
-- vault; it is nowhere.
CREATE TABLE detail_code (
    id            INTEGER NOT NULL PRIMARY KEY,
    contact_id    INTEGER NOT NULL REFERENCES contact (id),
    detail_id     INTEGER NOT NULL,
    address_index TEXT    NOT NULL, -- of the address as it was then
    made_ms       INTEGER NOT NULL,
    wrong         INTEGER NOT NULL, -- codes told that were not it
    used_ms       INTEGER
) STRICT;
CREATE INDEX detail_code_detail ON detail_code (detail_id, made_ms);
CREATE INDEX detail_code_contact ON detail_code (contact_id, made_ms);
CREATE INDEX detail_code_made ON detail_code (made_ms);

ALTER TABLE contact ADD COLUMN shift_reminder TEXT NOT NULL DEFAULT 'always' CHECK
    (shift_reminder = 'always' OR shift_reminder = 'only_if_first' OR shift_reminder = 'never');

-- Shifts whose people were told, so that no other node tells them again.
CREATE TABLE shift_told (
    schedule_id INTEGER NOT NULL,
    contact_id  INTEGER NOT NULL,
    begins_ms   INTEGER NOT NULL,
    PRIMARY KEY (schedule_id, contact_id, begins_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX shift_told_begins ON shift_told (begins_ms);

CREATE TABLE new_notice (
    id            INTEGER NOT NULL PRIMARY KEY,
    message_id    INTEGER NOT NULL REFERENCES message (id),
    page_id       INTEGER,
    contact_id    INTEGER,
    escalation_id INTEGER,
    kind          TEXT    NOT NULL CHECK
        (kind = 'queued' OR kind = 'delivered' OR kind = 'read' OR kind = 'replied'
         OR kind = 'failed' OR kind = 'fail_report' OR kind = 'stand_down'
         OR kind = 'keyword' OR kind = 'export' OR kind = 'code'),
    way           TEXT    NOT NULL CHECK
        (way = 'query' OR way = 'wctp_push' OR way = 'push' OR way = 'email' OR way = 'sms'
         OR way = 'ivr' OR way = 'snpp' OR way = 'wctp_peer'),
    address       BLOB,
    mailed_index  TEXT,    -- blind index of the address of a status mail
    mailed_ms     INTEGER, -- when it is to go out
    reply_id      INTEGER,
    error_code    INTEGER NOT NULL,
    reason        TEXT    NOT NULL,
    at_ms         INTEGER NOT NULL
) STRICT;
INSERT INTO new_notice
SELECT id, message_id, page_id, contact_id, escalation_id, kind, way, address, NULL, NULL, reply_id,
       error_code, reason, at_ms
  FROM notice;
DROP TABLE notice;
ALTER TABLE new_notice RENAME TO notice;
CREATE INDEX notice_message ON notice (message_id);
CREATE INDEX notice_mailed ON notice (mailed_index, mailed_ms) WHERE mailed_index IS NOT NULL;
