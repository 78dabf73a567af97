-- Who took a message, and what follows from it.

ALTER TABLE contact_group ADD COLUMN first_answer_ends BIGINT NOT NULL DEFAULT 0
    CHECK (first_answer_ends IN (0, 1));
ALTER TABLE contact_group ADD COLUMN acceptance_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE page ADD COLUMN declined_ms BIGINT;
ALTER TABLE message ADD COLUMN recalled_ms BIGINT;

-- One that ended stays: a lapsed or withdrawn one gives way to another of the same message.
CREATE TABLE acceptance (
    id         BIGINT NOT NULL PRIMARY KEY,
    message_id BIGINT NOT NULL REFERENCES message (id),
    group_id   BIGINT NOT NULL,
    page_id    BIGINT NOT NULL REFERENCES page (id),
    contact_id BIGINT NOT NULL,
    channel    TEXT   NOT NULL CHECK
        (channel IN ('secure', 'push', 'email', 'sms', 'ivr', 'snpp', 'wctp_peer')),
    state      TEXT   NOT NULL CHECK (state IN ('held', 'closed', 'lapsed')),
    at_ms      BIGINT NOT NULL,
    lapses_ms  BIGINT,
    ended_ms   BIGINT,
    version    BIGINT NOT NULL
);
-- Also when two nodes hear two people at the same time, one of them has it.
CREATE UNIQUE INDEX acceptance_message_id_group_id_key ON acceptance (message_id, group_id)
    WHERE (state = 'held' OR state = 'closed');
CREATE INDEX acceptance_due ON acceptance (lapses_ms)
    WHERE state = 'held' AND lapses_ms IS NOT NULL;

ALTER TABLE promise DROP CONSTRAINT promise_kind_check;
ALTER TABLE promise ADD CONSTRAINT promise_kind_check
    CHECK (kind IN ('delivery', 'escalation', 'acceptance'));
ALTER TABLE notice DROP CONSTRAINT notice_way_check;
ALTER TABLE notice ADD CONSTRAINT notice_way_check
    CHECK (way IN ('query', 'wctp_push', 'push', 'email', 'sms', 'ivr', 'snpp', 'wctp_peer'));

-- When a recipient's view of the text ends, by the retention of the contact.
ALTER TABLE page ADD COLUMN purge_ms BIGINT;
ALTER TABLE page ADD COLUMN purged_ms BIGINT;
UPDATE page
   SET purge_ms = CASE contact.retention
                  WHEN '1_month' THEN page.created_ms + 31 * 86400000::BIGINT
                  WHEN '6_months' THEN page.created_ms + 184 * 86400000::BIGINT
                  WHEN '1_year' THEN page.created_ms + 366 * 86400000::BIGINT
                  WHEN 'read_receipt' THEN page.read_ms
                  END
  FROM contact WHERE contact.id = page.contact_id;
CREATE INDEX page_purge ON page (purge_ms) WHERE purged_ms IS NULL AND purge_ms IS NOT NULL;
