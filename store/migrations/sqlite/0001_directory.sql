-- Who there is, and who may reach whom. BLOB columns are sealed (store/vault.h).

CREATE TABLE security_domain (
    id     INTEGER NOT NULL PRIMARY KEY,
    name   TEXT    NOT NULL UNIQUE,
    shared INTEGER NOT NULL CHECK (shared = 0 OR shared = 1)
) STRICT;

CREATE TABLE principal (
    id   INTEGER NOT NULL PRIMARY KEY,
    name TEXT    NOT NULL
) STRICT;

CREATE TABLE access (
    principal_id INTEGER NOT NULL REFERENCES principal (id),
    domain_id    INTEGER NOT NULL REFERENCES security_domain (id),
    level        TEXT    NOT NULL CHECK
        (level = 'none' OR level = 'viewer' OR level = 'editor'),
    PRIMARY KEY (principal_id, domain_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
    id                INTEGER NOT NULL PRIMARY KEY,
    opid              TEXT    NOT NULL,
    first_name        BLOB    NOT NULL,
    last_name         BLOB    NOT NULL,
    display_name      BLOB,
    alias             TEXT    NOT NULL,
    public_id         TEXT    NOT NULL,
    domain_id         INTEGER NOT NULL REFERENCES security_domain (id),
    secure            INTEGER NOT NULL CHECK (secure = 0 OR secure = 1),
    acknowledged_ms   INTEGER,
    acknowledged_by   TEXT,
    mail_statuses     INTEGER NOT NULL CHECK (mail_statuses = 0 OR mail_statuses = 1),
    wctp_status_email BLOB,
    retention         TEXT    NOT NULL CHECK
        (retention = 'read_receipt' OR retention = '1_month' OR retention = '6_months'
         OR retention = '1_year' OR retention = 'unlimited'),
    created_ms        INTEGER NOT NULL,
    removed_ms        INTEGER,
    version           INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX contact_alias_key ON contact (alias) WHERE alias <> '' AND removed_ms IS NULL;
CREATE INDEX contact_domain ON contact (domain_id);

CREATE TABLE contact_detail (
    id            INTEGER NOT NULL PRIMARY KEY,
    contact_id    INTEGER NOT NULL REFERENCES contact (id),
    position      INTEGER NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind = 'phone' OR kind = 'email'),
    address       BLOB    NOT NULL,
    address_index TEXT    NOT NULL, -- keyed hash: equality without opening
    opted_out     INTEGER NOT NULL CHECK (opted_out = 0 OR opted_out = 1)
) STRICT;
CREATE INDEX contact_detail_contact ON contact_detail (contact_id);
CREATE INDEX contact_detail_address ON contact_detail (address_index);

CREATE TABLE contact_redundancy (
    contact_id      INTEGER NOT NULL REFERENCES contact (id),
    position        INTEGER NOT NULL,
    channel         TEXT    NOT NULL CHECK
        (channel = 'secure' OR channel = 'push' OR channel = 'email' OR channel = 'sms'
         OR channel = 'ivr' OR channel = 'snpp' OR channel = 'wctp_peer'),
    delay_ms        INTEGER NOT NULL,
    unless_progress TEXT    NOT NULL CHECK
        (unless_progress = 'pending' OR unless_progress = 'accepted'
         OR unless_progress = 'delivered' OR unless_progress = 'read'
         OR unless_progress = 'replied' OR unless_progress = 'failed'),
    PRIMARY KEY (contact_id, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_copy (
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    position   INTEGER NOT NULL,
    channel    TEXT    NOT NULL CHECK
        (channel = 'secure' OR channel = 'push' OR channel = 'email' OR channel = 'sms'
         OR channel = 'ivr' OR channel = 'snpp' OR channel = 'wctp_peer'),
    PRIMARY KEY (contact_id, channel)
) STRICT, WITHOUT ROWID;

-- The detail may be gone; what was asked of us stays.
CREATE TABLE opt_out_event (
    id        INTEGER NOT NULL PRIMARY KEY,
    detail_id INTEGER NOT NULL,
    opted_out INTEGER NOT NULL CHECK (opted_out = 0 OR opted_out = 1),
    at_ms     INTEGER NOT NULL,
    origin    TEXT    NOT NULL,
    actor     TEXT    NOT NULL,
    reason    TEXT    NOT NULL
) STRICT;
CREATE INDEX opt_out_event_detail ON opt_out_event (detail_id);

CREATE TABLE contact_group (
    id                   INTEGER NOT NULL PRIMARY KEY,
    opid                 TEXT    NOT NULL,
    name                 TEXT    NOT NULL,
    description          TEXT    NOT NULL,
    domain_id            INTEGER NOT NULL REFERENCES security_domain (id),
    escalation           INTEGER NOT NULL CHECK (escalation = 0 OR escalation = 1),
    failover_interval_ms INTEGER NOT NULL,
    factor               TEXT    NOT NULL CHECK
        (factor = 'pending' OR factor = 'accepted' OR factor = 'delivered'
         OR factor = 'read' OR factor = 'replied' OR factor = 'failed'),
    fail_report_email    BLOB,
    include_original     INTEGER NOT NULL CHECK (include_original = 0 OR include_original = 1),
    created_ms           INTEGER NOT NULL,
    removed_ms           INTEGER,
    version              INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX contact_group_name_key ON contact_group (name) WHERE removed_ms IS NULL;
CREATE INDEX contact_group_domain ON contact_group (domain_id);

CREATE TABLE group_member (
    group_id        INTEGER NOT NULL REFERENCES contact_group (id),
    position        INTEGER NOT NULL,
    contact_id      INTEGER REFERENCES contact (id),
    member_group_id INTEGER REFERENCES contact_group (id),
    PRIMARY KEY (group_id, position),
    CHECK ((contact_id IS NULL) <> (member_group_id IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX group_member_contact ON group_member (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX group_member_group ON group_member (member_group_id)
    WHERE member_group_id IS NOT NULL;

CREATE TABLE group_failover (
    group_id        INTEGER NOT NULL REFERENCES contact_group (id),
    position        INTEGER NOT NULL,
    contact_id      INTEGER REFERENCES contact (id),
    member_group_id INTEGER REFERENCES contact_group (id),
    PRIMARY KEY (group_id, position),
    CHECK ((contact_id IS NULL) <> (member_group_id IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX group_failover_contact ON group_failover (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX group_failover_group ON group_failover (member_group_id)
    WHERE member_group_id IS NOT NULL;

-- One namespace for contacts and groups: only rows that are not removed have one here.
CREATE TABLE opid (
    opid       TEXT    NOT NULL PRIMARY KEY,
    contact_id INTEGER UNIQUE REFERENCES contact (id),
    group_id   INTEGER UNIQUE REFERENCES contact_group (id),
    CHECK ((contact_id IS NULL) <> (group_id IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    id                INTEGER NOT NULL PRIMARY KEY,
    name              TEXT    NOT NULL,
    door              TEXT    NOT NULL CHECK
        (door = 'wctp' OR door = 'smtp' OR door = 'snpp' OR door = 'api' OR door = 'cli'),
    principal_id      INTEGER NOT NULL REFERENCES principal (id),
    enabled           INTEGER NOT NULL CHECK (enabled = 0 OR enabled = 1),
    sender_id         TEXT    NOT NULL,
    code_hash         TEXT    NOT NULL,
    networks          TEXT    NOT NULL, -- list: store/detail/list_text.h
    senders           TEXT    NOT NULL, -- list
    callback_url      TEXT    NOT NULL,
    callback_networks TEXT    NOT NULL, -- list
    tls_client_name   TEXT    NOT NULL,
    strict            INTEGER NOT NULL CHECK (strict = 0 OR strict = 1),
    rate_per_second   INTEGER NOT NULL,
    burst             INTEGER NOT NULL,
    removed_ms        INTEGER,
    version           INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX source_name_key ON source (name) WHERE removed_ms IS NULL;
CREATE UNIQUE INDEX source_sender_id_key ON source (sender_id)
    WHERE door = 'wctp' AND sender_id <> '' AND removed_ms IS NULL;

CREATE TABLE token (
    id         INTEGER NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    scope      TEXT    NOT NULL CHECK
        (scope = 'admin' OR scope = 'submit' OR scope = 'inbox' OR scope = 'metrics'),
    hash       TEXT    NOT NULL UNIQUE,
    source_id  INTEGER REFERENCES source (id),
    contact_id INTEGER REFERENCES contact (id),
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;

-- One row; raised by each change of the tables above.
CREATE TABLE directory_version (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
) STRICT;
INSERT INTO directory_version (id, version) VALUES (1, 1);
