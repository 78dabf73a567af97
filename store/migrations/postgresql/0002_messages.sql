-- What was submitted and what became of it. BYTEA columns are sealed (store/vault.h).

CREATE TABLE message (
    id               BIGINT  NOT NULL PRIMARY KEY,
    source_id        BIGINT  REFERENCES source (id),
    principal_id     BIGINT,
    door             TEXT    NOT NULL CHECK (door IN ('wctp', 'smtp', 'snpp', 'api', 'cli')),
    originator       BYTEA,
    recipient        TEXT    NOT NULL,
    reference        TEXT    NOT NULL,
    transaction_id   TEXT    NOT NULL,
    respond_to       TEXT    NOT NULL,
    wctp_version     TEXT    NOT NULL,
    wctp_token       TEXT    NOT NULL,
    tracking         TEXT,
    misc_info        BYTEA,
    priority         TEXT    NOT NULL CHECK (priority IN ('high', 'normal', 'low')),
    allow_response   BIGINT  NOT NULL CHECK (allow_response IN (0, 1)),
    preformatted     BIGINT  NOT NULL CHECK (preformatted IN (0, 1)),
    notify_queued    BIGINT  NOT NULL CHECK (notify_queued IN (0, 1)),
    notify_delivered BIGINT  NOT NULL CHECK (notify_delivered IN (0, 1)),
    notify_read      BIGINT  NOT NULL CHECK (notify_read IN (0, 1)),
    text_key         BYTEA,    -- NULL: purged, and with it the three below
    subject          BYTEA,
    body             BYTEA,
    choices          BYTEA,
    accepted_ms      BIGINT  NOT NULL,
    submitted_ms     BIGINT,
    not_before_ms    BIGINT,
    expires_ms       BIGINT,
    status_email     BYTEA,
    hops             BIGINT  NOT NULL
);
CREATE INDEX message_source ON message (source_id, id);
CREATE UNIQUE INDEX message_tracking_key ON message (tracking) WHERE tracking IS NOT NULL;

CREATE TABLE page (
    id           BIGINT  NOT NULL PRIMARY KEY,
    message_id   BIGINT  NOT NULL REFERENCES message (id),
    contact_id   BIGINT  NOT NULL REFERENCES contact (id),
    path         TEXT    NOT NULL, -- list of group ids
    failover_of  BIGINT,
    progress     TEXT    NOT NULL CHECK (progress IN
                 ('pending', 'accepted', 'delivered', 'read', 'replied', 'failed')),
    accepted_ms  BIGINT,
    delivered_ms BIGINT,
    read_ms      BIGINT,
    replied_ms   BIGINT,
    failed_ms    BIGINT,
    expires_ms   BIGINT,
    created_ms   BIGINT  NOT NULL,
    version      BIGINT  NOT NULL
);
-- Each person once: also when two nodes walk two escalations of one message at the same time.
CREATE UNIQUE INDEX page_message_id_contact_id_key ON page (message_id, contact_id);
CREATE INDEX page_contact ON page (contact_id, id);
CREATE INDEX page_expiry ON page (expires_ms)
    WHERE (progress = 'pending' OR progress = 'accepted');

CREATE TABLE delivery (
    id              BIGINT  NOT NULL PRIMARY KEY,
    message_id      BIGINT  NOT NULL REFERENCES message (id),
    page_id         BIGINT  REFERENCES page (id),
    contact_id      BIGINT,
    notice_id       BIGINT,
    kind            TEXT    NOT NULL CHECK (kind IN ('primary', 'copy', 'redundancy', 'notice')),
    channel         TEXT    NOT NULL CHECK (channel IN
                    ('secure', 'push', 'email', 'sms', 'ivr', 'snpp', 'wctp_peer')),
    detail_id       BIGINT,
    state           TEXT    NOT NULL CHECK (state IN
                    ('planned', 'queued', 'sending', 'deferred', 'unclear', 'accepted',
                     'delivered', 'read', 'refused', 'cancelled', 'expired')),
    priority        TEXT    NOT NULL CHECK (priority IN ('high', 'normal', 'low')),
    due_ms          BIGINT  NOT NULL,
    unless_progress TEXT    CHECK (unless_progress IN
                    ('pending', 'accepted', 'delivered', 'read', 'replied', 'failed')),
    expires_ms      BIGINT,
    attempts        BIGINT  NOT NULL,
    reference       TEXT    NOT NULL,
    claimed_by      BIGINT  NOT NULL,
    lease_until_ms  BIGINT,
    version         BIGINT  NOT NULL
);
CREATE INDEX delivery_message ON delivery (message_id);
CREATE INDEX delivery_page ON delivery (page_id) WHERE page_id IS NOT NULL;
-- The queue. Channel first: one that stands still does not hide the others' work. Then priority: one
-- high page is found behind a million normal ones. Queries repeat the condition word by word, or
-- SQLite does not take the index.
CREATE INDEX delivery_due ON delivery (channel, priority, due_ms)
    WHERE (state = 'planned' OR state = 'queued' OR state = 'deferred' OR state = 'unclear');
CREATE INDEX delivery_lease ON delivery (lease_until_ms) WHERE state = 'sending';
CREATE INDEX delivery_reference ON delivery (reference) WHERE reference <> '';

CREATE TABLE attempt (
    id          BIGINT  NOT NULL PRIMARY KEY,
    delivery_id BIGINT  NOT NULL REFERENCES delivery (id),
    number      BIGINT  NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN
                ('sending', 'accepted', 'refused', 'busy', 'unclear')),
    provider    TEXT    NOT NULL,
    code        TEXT    NOT NULL,
    detail      BYTEA,
    reference   TEXT    NOT NULL,
    started_ms  BIGINT  NOT NULL,
    answered_ms BIGINT
);
CREATE INDEX attempt_delivery ON attempt (delivery_id);

CREATE TABLE receipt (
    id          BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    delivery_id BIGINT  NOT NULL REFERENCES delivery (id),
    page_id     BIGINT,
    channel     TEXT    NOT NULL CHECK (channel IN
                ('secure', 'push', 'email', 'sms', 'ivr', 'snpp', 'wctp_peer')),
    kind        TEXT    NOT NULL CHECK (kind IN
                ('pending', 'accepted', 'delivered', 'read', 'replied', 'failed')),
    reference   TEXT    NOT NULL,
    code        TEXT    NOT NULL,
    at_ms       BIGINT  NOT NULL
);
CREATE INDEX receipt_delivery ON receipt (delivery_id);
CREATE INDEX receipt_page ON receipt (page_id) WHERE page_id IS NOT NULL;

CREATE TABLE reply (
    id         BIGINT  NOT NULL PRIMARY KEY,
    page_id    BIGINT  NOT NULL REFERENCES page (id),
    message_id BIGINT  NOT NULL REFERENCES message (id),
    contact_id BIGINT  NOT NULL,
    channel    TEXT    NOT NULL CHECK (channel IN
               ('secure', 'push', 'email', 'sms', 'ivr', 'snpp', 'wctp_peer')),
    choice     BIGINT  NOT NULL,
    text       BYTEA,    -- NULL: empty, or purged with its message
    at_ms      BIGINT  NOT NULL
);
CREATE INDEX reply_page ON reply (page_id);
CREATE INDEX reply_message ON reply (message_id);

CREATE TABLE notice (
    id            BIGINT  NOT NULL PRIMARY KEY,
    message_id    BIGINT  NOT NULL REFERENCES message (id),
    page_id       BIGINT,
    contact_id    BIGINT,
    escalation_id BIGINT,
    kind          TEXT    NOT NULL CHECK (kind IN
                  ('queued', 'delivered', 'read', 'replied', 'failed', 'fail_report',
                   'stand_down', 'keyword', 'export')),
    way           TEXT    NOT NULL CHECK (way IN ('query', 'wctp_push', 'push', 'email', 'sms')),
    address       BYTEA,
    reply_id      BIGINT,
    error_code    BIGINT  NOT NULL,
    reason        TEXT    NOT NULL,
    at_ms         BIGINT  NOT NULL
);
CREATE INDEX notice_message ON notice (message_id);

CREATE TABLE escalation (
    id                BIGINT  NOT NULL PRIMARY KEY,
    message_id        BIGINT  NOT NULL REFERENCES message (id),
    group_id          BIGINT  NOT NULL REFERENCES contact_group (id),
    phase             TEXT    NOT NULL CHECK (phase IN
                      ('waiting', 'satisfied', 'exhausted', 'withdrawn')),
    rungs             TEXT    NOT NULL, -- list: the rule as it was at the start
    interval_ms       BIGINT  NOT NULL,
    factor            TEXT    NOT NULL CHECK (factor IN
                      ('pending', 'accepted', 'delivered', 'read', 'replied', 'failed')),
    fail_report_email BYTEA,
    include_original  BIGINT  NOT NULL CHECK (include_original IN (0, 1)),
    rungs_tried       BIGINT  NOT NULL,
    due_ms            BIGINT  NOT NULL,
    pages             TEXT    NOT NULL, -- list of page ids
    seen              TEXT    NOT NULL, -- list of group ids
    created_ms        BIGINT  NOT NULL,
    version           BIGINT  NOT NULL
);
CREATE INDEX escalation_message ON escalation (message_id);
CREATE INDEX escalation_due ON escalation (due_ms) WHERE phase = 'waiting';
