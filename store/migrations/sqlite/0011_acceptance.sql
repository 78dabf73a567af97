-- Who took a message, and what follows from it. Tables whose CHECK grows are built anew.

ALTER TABLE contact_group ADD COLUMN first_answer_ends INTEGER NOT NULL DEFAULT 0
    CHECK (first_answer_ends = 0 OR first_answer_ends = 1);
ALTER TABLE contact_group ADD COLUMN acceptance_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE page ADD COLUMN declined_ms INTEGER;
ALTER TABLE message ADD COLUMN recalled_ms INTEGER;

-- One that ended stays: a lapsed or withdrawn one gives way to another of the same message.
CREATE TABLE acceptance (
    id         INTEGER NOT NULL PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES message (id),
    group_id   INTEGER NOT NULL,
    page_id    INTEGER NOT NULL REFERENCES page (id),
    contact_id INTEGER NOT NULL,
    channel    TEXT    NOT NULL CHECK
        (channel = 'secure' OR channel = 'push' OR channel = 'email' OR channel = 'sms'
         OR channel = 'ivr' OR channel = 'snpp' OR channel = 'wctp_peer'),
    state      TEXT    NOT NULL CHECK (state = 'held' OR state = 'closed' OR state = 'lapsed'),
    at_ms      INTEGER NOT NULL,
    lapses_ms  INTEGER,
    ended_ms   INTEGER,
    version    INTEGER NOT NULL
) STRICT;
-- Also when two nodes hear two people at the same time, one of them has it.
CREATE UNIQUE INDEX acceptance_message_id_group_id_key ON acceptance (message_id, group_id)
    WHERE (state = 'held' OR state = 'closed');
CREATE INDEX acceptance_due ON acceptance (lapses_ms)
    WHERE state = 'held' AND lapses_ms IS NOT NULL;

CREATE TABLE new_promise (
    kind       TEXT    NOT NULL CHECK
        (kind = 'delivery' OR kind = 'escalation' OR kind = 'acceptance'),
    subject    INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    message_id INTEGER NOT NULL REFERENCES message (id),
    due_ms     INTEGER NOT NULL,
    kept_ms    INTEGER,
    PRIMARY KEY (kind, subject, number)
) STRICT, WITHOUT ROWID;
INSERT INTO new_promise SELECT kind, subject, number, message_id, due_ms, kept_ms FROM promise;
DROP TABLE promise;
ALTER TABLE new_promise RENAME TO promise;
CREATE INDEX promise_due ON promise (due_ms) WHERE kept_ms IS NULL;

CREATE TABLE new_notice (
    id            INTEGER NOT NULL PRIMARY KEY,
    message_id    INTEGER NOT NULL REFERENCES message (id),
    page_id       INTEGER,
    contact_id    INTEGER,
    escalation_id INTEGER,
    kind          TEXT    NOT NULL CHECK
        (kind = 'queued' OR kind = 'delivered' OR kind = 'read' OR kind = 'replied'
         OR kind = 'failed' OR kind = 'fail_report' OR kind = 'stand_down'
         OR kind = 'keyword' OR kind = 'export'),
    way           TEXT    NOT NULL CHECK
        (way = 'query' OR way = 'wctp_push' OR way = 'push' OR way = 'email' OR way = 'sms'
         OR way = 'ivr' OR way = 'snpp' OR way = 'wctp_peer'),
    address       BLOB,
    reply_id      INTEGER,
    error_code    INTEGER NOT NULL,
    reason        TEXT    NOT NULL,
    at_ms         INTEGER NOT NULL
) STRICT;
INSERT INTO new_notice
SELECT id, message_id, page_id, contact_id, escalation_id, kind, way, address, reply_id, error_code,
       reason, at_ms
  FROM notice;
DROP TABLE notice;
ALTER TABLE new_notice RENAME TO notice;
CREATE INDEX notice_message ON notice (message_id);

-- When a recipient's view of the text ends, by the retention of the contact.
ALTER TABLE page ADD COLUMN purge_ms INTEGER;
ALTER TABLE page ADD COLUMN purged_ms INTEGER;
UPDATE page
   SET purge_ms = (SELECT CASE contact.retention
                          WHEN '1_month' THEN page.created_ms + 31 * 86400000
                          WHEN '6_months' THEN page.created_ms + 184 * 86400000
                          WHEN '1_year' THEN page.created_ms + 366 * 86400000
                          WHEN 'read_receipt' THEN page.read_ms
                          END
                     FROM contact WHERE contact.id = page.contact_id);
CREATE INDEX page_purge ON page (purge_ms) WHERE purged_ms IS NULL AND purge_ms IS NOT NULL;
