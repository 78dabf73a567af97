-- What was submitted and what became of it. BLOB columns are sealed (store/vault.h).
-- The CHECKs are chains of OR: for IN, SQLite builds a temporary table with each row, which made the
-- insert of a delivery three times as dear.

CREATE TABLE message (
    id               INTEGER NOT NULL PRIMARY KEY,
    source_id        INTEGER REFERENCES source (id),
    principal_id     INTEGER,
    door             TEXT    NOT NULL CHECK
        (door = 'wctp' OR door = 'smtp' OR door = 'snpp' OR door = 'api' OR door = 'cli'),
    originator       BLOB,
    recipient        TEXT    NOT NULL,
    reference        TEXT    NOT NULL,
    transaction_id   TEXT    NOT NULL,
    respond_to       TEXT    NOT NULL,
    wctp_version     TEXT    NOT NULL,
    wctp_token       TEXT    NOT NULL,
    tracking         TEXT,
    misc_info        BLOB,
    priority         TEXT    NOT NULL CHECK
        (priority = 'high' OR priority = 'normal' OR priority = 'low'),
    allow_response   INTEGER NOT NULL CHECK (allow_response = 0 OR allow_response = 1),
    preformatted     INTEGER NOT NULL CHECK (preformatted = 0 OR preformatted = 1),
    notify_queued    INTEGER NOT NULL CHECK (notify_queued = 0 OR notify_queued = 1),
    notify_delivered INTEGER NOT NULL CHECK (notify_delivered = 0 OR notify_delivered = 1),
    notify_read      INTEGER NOT NULL CHECK (notify_read = 0 OR notify_read = 1),
    text_key         BLOB,    -- NULL: purged, and with it the three below
    subject          BLOB,
    body             BLOB,
    choices          BLOB,
    accepted_ms      INTEGER NOT NULL,
    submitted_ms     INTEGER,
    not_before_ms    INTEGER,
    expires_ms       INTEGER,
    status_email     BLOB,
    hops             INTEGER NOT NULL
) STRICT;
CREATE INDEX message_source ON message (source_id, id);
CREATE UNIQUE INDEX message_tracking_key ON message (tracking) WHERE tracking IS NOT NULL;

CREATE TABLE page (
    id           INTEGER NOT NULL PRIMARY KEY,
    message_id   INTEGER NOT NULL REFERENCES message (id),
    contact_id   INTEGER NOT NULL REFERENCES contact (id),
    path         TEXT    NOT NULL, -- list of group ids
    failover_of  INTEGER,
    progress     TEXT    NOT NULL CHECK
        (progress = 'pending' OR progress = 'accepted' OR progress = 'delivered'
         OR progress = 'read' OR progress = 'replied' OR progress = 'failed'),
    accepted_ms  INTEGER,
    delivered_ms INTEGER,
    read_ms      INTEGER,
    replied_ms   INTEGER,
    failed_ms    INTEGER,
    expires_ms   INTEGER,
    created_ms   INTEGER NOT NULL,
    version      INTEGER NOT NULL
) STRICT;
-- Each person once: also when two nodes walk two escalations of one message at the same time.
CREATE UNIQUE INDEX page_message_id_contact_id_key ON page (message_id, contact_id);
CREATE INDEX page_contact ON page (contact_id, id);
CREATE INDEX page_expiry ON page (expires_ms)
    WHERE (progress = 'pending' OR progress = 'accepted');

CREATE TABLE delivery (
    id              INTEGER NOT NULL PRIMARY KEY,
    message_id      INTEGER NOT NULL REFERENCES message (id),
    page_id         INTEGER REFERENCES page (id),
    contact_id      INTEGER,
    notice_id       INTEGER,
    kind            TEXT    NOT NULL CHECK
        (kind = 'primary' OR kind = 'copy' OR kind = 'redundancy' OR kind = 'notice'),
    channel         TEXT    NOT NULL CHECK
        (channel = 'secure' OR channel = 'push' OR channel = 'email' OR channel = 'sms'
         OR channel = 'ivr' OR channel = 'snpp' OR channel = 'wctp_peer'),
    detail_id       INTEGER,
    state           TEXT    NOT NULL CHECK
        (state = 'planned' OR state = 'queued' OR state = 'sending' OR state = 'deferred'
         OR state = 'unclear' OR state = 'accepted' OR state = 'delivered'
         OR state = 'read' OR state = 'refused' OR state = 'cancelled' OR state = 'expired'),
    priority        TEXT    NOT NULL CHECK
        (priority = 'high' OR priority = 'normal' OR priority = 'low'),
    due_ms          INTEGER NOT NULL,
    unless_progress TEXT    CHECK
        (unless_progress = 'pending' OR unless_progress = 'accepted'
         OR unless_progress = 'delivered' OR unless_progress = 'read'
         OR unless_progress = 'replied' OR unless_progress = 'failed'),
    expires_ms      INTEGER,
    attempts        INTEGER NOT NULL,
    reference       TEXT    NOT NULL,
    claimed_by      INTEGER NOT NULL,
    lease_until_ms  INTEGER,
    version         INTEGER NOT NULL
) STRICT;
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
    id          INTEGER NOT NULL PRIMARY KEY,
    delivery_id INTEGER NOT NULL REFERENCES delivery (id),
    number      INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK
        (state = 'sending' OR state = 'accepted' OR state = 'refused' OR state = 'busy'
         OR state = 'unclear'),
    provider    TEXT    NOT NULL,
    code        TEXT    NOT NULL,
    detail      BLOB,
    reference   TEXT    NOT NULL,
    started_ms  INTEGER NOT NULL,
    answered_ms INTEGER
) STRICT;
CREATE INDEX attempt_delivery ON attempt (delivery_id);

CREATE TABLE receipt (
    id          INTEGER NOT NULL PRIMARY KEY,
    delivery_id INTEGER NOT NULL REFERENCES delivery (id),
    page_id     INTEGER,
    channel     TEXT    NOT NULL CHECK
        (channel = 'secure' OR channel = 'push' OR channel = 'email' OR channel = 'sms'
         OR channel = 'ivr' OR channel = 'snpp' OR channel = 'wctp_peer'),
    kind        TEXT    NOT NULL CHECK
        (kind = 'pending' OR kind = 'accepted' OR kind = 'delivered' OR kind = 'read'
         OR kind = 'replied' OR kind = 'failed'),
    reference   TEXT    NOT NULL,
    code        TEXT    NOT NULL,
    at_ms       INTEGER NOT NULL
) STRICT;
CREATE INDEX receipt_delivery ON receipt (delivery_id);
CREATE INDEX receipt_page ON receipt (page_id) WHERE page_id IS NOT NULL;

CREATE TABLE reply (
    id         INTEGER NOT NULL PRIMARY KEY,
    page_id    INTEGER NOT NULL REFERENCES page (id),
    message_id INTEGER NOT NULL REFERENCES message (id),
    contact_id INTEGER NOT NULL,
    channel    TEXT    NOT NULL CHECK
        (channel = 'secure' OR channel = 'push' OR channel = 'email' OR channel = 'sms'
         OR channel = 'ivr' OR channel = 'snpp' OR channel = 'wctp_peer'),
    choice     INTEGER NOT NULL,
    text       BLOB,    -- NULL: empty, or purged with its message
    at_ms      INTEGER NOT NULL
) STRICT;
CREATE INDEX reply_page ON reply (page_id);
CREATE INDEX reply_message ON reply (message_id);

CREATE TABLE notice (
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
        (way = 'query' OR way = 'wctp_push' OR way = 'push' OR way = 'email' OR way = 'sms'),
    address       BLOB,
    reply_id      INTEGER,
    error_code    INTEGER NOT NULL,
    reason        TEXT    NOT NULL,
    at_ms         INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_message ON notice (message_id);

CREATE TABLE escalation (
    id                INTEGER NOT NULL PRIMARY KEY,
    message_id        INTEGER NOT NULL REFERENCES message (id),
    group_id          INTEGER NOT NULL REFERENCES contact_group (id),
    phase             TEXT    NOT NULL CHECK
        (phase = 'waiting' OR phase = 'satisfied' OR phase = 'exhausted'
         OR phase = 'withdrawn'),
    rungs             TEXT    NOT NULL, -- list: the rule as it was at the start
    interval_ms       INTEGER NOT NULL,
    factor            TEXT    NOT NULL CHECK
        (factor = 'pending' OR factor = 'accepted' OR factor = 'delivered'
         OR factor = 'read' OR factor = 'replied' OR factor = 'failed'),
    fail_report_email BLOB,
    include_original  INTEGER NOT NULL CHECK (include_original = 0 OR include_original = 1),
    rungs_tried       INTEGER NOT NULL,
    due_ms            INTEGER NOT NULL,
    pages             TEXT    NOT NULL, -- list of page ids
    seen              TEXT    NOT NULL, -- list of group ids
    created_ms        INTEGER NOT NULL,
    version           INTEGER NOT NULL
) STRICT;
CREATE INDEX escalation_message ON escalation (message_id);
CREATE INDEX escalation_due ON escalation (due_ms) WHERE phase = 'waiting';
