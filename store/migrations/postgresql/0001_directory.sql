-- Who there is, and who may reach whom. BYTEA columns are sealed (store/vault.h).

CREATE TABLE security_domain (
    id     BIGINT  NOT NULL PRIMARY KEY,
    name   TEXT    NOT NULL UNIQUE,
    shared BIGINT  NOT NULL CHECK (shared IN (0, 1))
);

CREATE TABLE principal (
    id   BIGINT  NOT NULL PRIMARY KEY,
    name TEXT    NOT NULL
);

CREATE TABLE access (
    principal_id BIGINT  NOT NULL REFERENCES principal (id),
    domain_id    BIGINT  NOT NULL REFERENCES security_domain (id),
    level        TEXT    NOT NULL CHECK (level IN ('none', 'viewer', 'editor')),
    PRIMARY KEY (principal_id, domain_id)
);

CREATE TABLE contact (
    id                BIGINT  NOT NULL PRIMARY KEY,
    opid              TEXT    NOT NULL,
    first_name        BYTEA   NOT NULL,
    last_name         BYTEA   NOT NULL,
    display_name      BYTEA,
    alias             TEXT    NOT NULL,
    public_id         TEXT    NOT NULL,
    domain_id         BIGINT  NOT NULL REFERENCES security_domain (id),
    secure            BIGINT  NOT NULL CHECK (secure IN (0, 1)),
    acknowledged_ms   BIGINT,
    acknowledged_by   TEXT,
    mail_statuses     BIGINT  NOT NULL CHECK (mail_statuses IN (0, 1)),
    wctp_status_email BYTEA,
    retention         TEXT    NOT NULL CHECK (retention IN
                      ('read_receipt', '1_month', '6_months', '1_year', 'unlimited')),
    created_ms        BIGINT  NOT NULL,
    removed_ms        BIGINT,
    version           BIGINT  NOT NULL
);
CREATE UNIQUE INDEX contact_alias_key ON contact (alias) WHERE alias <> '' AND removed_ms IS NULL;
CREATE INDEX contact_domain ON contact (domain_id);

CREATE TABLE contact_detail (
    id            BIGINT  NOT NULL PRIMARY KEY,
    contact_id    BIGINT  NOT NULL REFERENCES contact (id),
    position      BIGINT  NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind IN ('phone', 'email')),
    address       BYTEA   NOT NULL,
    address_index TEXT    NOT NULL, -- keyed hash: equality without opening
    opted_out     BIGINT  NOT NULL CHECK (opted_out IN (0, 1))
);
CREATE INDEX contact_detail_contact ON contact_detail (contact_id);
CREATE INDEX contact_detail_address ON contact_detail (address_index);

CREATE TABLE contact_redundancy (
    contact_id      BIGINT  NOT NULL REFERENCES contact (id),
    position        BIGINT  NOT NULL,
    channel         TEXT    NOT NULL CHECK (channel IN
                    ('secure', 'push', 'email', 'sms', 'ivr', 'snpp', 'wctp_peer')),
    delay_ms        BIGINT  NOT NULL,
    unless_progress TEXT    NOT NULL CHECK (unless_progress IN
                    ('pending', 'accepted', 'delivered', 'read', 'replied', 'failed')),
    PRIMARY KEY (contact_id, channel)
);

CREATE TABLE contact_copy (
    contact_id BIGINT  NOT NULL REFERENCES contact (id),
    position   BIGINT  NOT NULL,
    channel    TEXT    NOT NULL CHECK (channel IN
               ('secure', 'push', 'email', 'sms', 'ivr', 'snpp', 'wctp_peer')),
    PRIMARY KEY (contact_id, channel)
);

-- The detail may be gone; what was asked of us stays.
CREATE TABLE opt_out_event (
    id        BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    detail_id BIGINT  NOT NULL,
    opted_out BIGINT  NOT NULL CHECK (opted_out IN (0, 1)),
    at_ms     BIGINT  NOT NULL,
    origin    TEXT    NOT NULL,
    actor     TEXT    NOT NULL,
    reason    TEXT    NOT NULL
);
CREATE INDEX opt_out_event_detail ON opt_out_event (detail_id);

CREATE TABLE contact_group (
    id                   BIGINT  NOT NULL PRIMARY KEY,
    opid                 TEXT    NOT NULL,
    name                 TEXT    NOT NULL,
    description          TEXT    NOT NULL,
    domain_id            BIGINT  NOT NULL REFERENCES security_domain (id),
    escalation           BIGINT  NOT NULL CHECK (escalation IN (0, 1)),
    failover_interval_ms BIGINT  NOT NULL,
    factor               TEXT    NOT NULL CHECK (factor IN
                         ('pending', 'accepted', 'delivered', 'read', 'replied', 'failed')),
    fail_report_email    BYTEA,
    include_original     BIGINT  NOT NULL CHECK (include_original IN (0, 1)),
    created_ms           BIGINT  NOT NULL,
    removed_ms           BIGINT,
    version              BIGINT  NOT NULL
);
CREATE UNIQUE INDEX contact_group_name_key ON contact_group (name) WHERE removed_ms IS NULL;
CREATE INDEX contact_group_domain ON contact_group (domain_id);

CREATE TABLE group_member (
    group_id        BIGINT  NOT NULL REFERENCES contact_group (id),
    position        BIGINT  NOT NULL,
    contact_id      BIGINT  REFERENCES contact (id),
    member_group_id BIGINT  REFERENCES contact_group (id),
    PRIMARY KEY (group_id, position),
    CHECK ((contact_id IS NULL) <> (member_group_id IS NULL))
);
CREATE INDEX group_member_contact ON group_member (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX group_member_group ON group_member (member_group_id)
    WHERE member_group_id IS NOT NULL;

CREATE TABLE group_failover (
    group_id        BIGINT  NOT NULL REFERENCES contact_group (id),
    position        BIGINT  NOT NULL,
    contact_id      BIGINT  REFERENCES contact (id),
    member_group_id BIGINT  REFERENCES contact_group (id),
    PRIMARY KEY (group_id, position),
    CHECK ((contact_id IS NULL) <> (member_group_id IS NULL))
);
CREATE INDEX group_failover_contact ON group_failover (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX group_failover_group ON group_failover (member_group_id)
    WHERE member_group_id IS NOT NULL;

-- One namespace for contacts and groups: only rows that are not removed have one here.
CREATE TABLE opid (
    opid       TEXT    NOT NULL PRIMARY KEY,
    contact_id BIGINT  UNIQUE REFERENCES contact (id),
    group_id   BIGINT  UNIQUE REFERENCES contact_group (id),
    CHECK ((contact_id IS NULL) <> (group_id IS NULL))
);

CREATE TABLE source (
    id                BIGINT  NOT NULL PRIMARY KEY,
    name              TEXT    NOT NULL,
    door              TEXT    NOT NULL CHECK (door IN ('wctp', 'smtp', 'snpp', 'api', 'cli')),
    principal_id      BIGINT  NOT NULL REFERENCES principal (id),
    enabled           BIGINT  NOT NULL CHECK (enabled IN (0, 1)),
    sender_id         TEXT    NOT NULL,
    code_hash         TEXT    NOT NULL,
    networks          TEXT    NOT NULL, -- list: store/detail/list_text.h
    senders           TEXT    NOT NULL, -- list
    callback_url      TEXT    NOT NULL,
    callback_networks TEXT    NOT NULL, -- list
    tls_client_name   TEXT    NOT NULL,
    strict            BIGINT  NOT NULL CHECK (strict IN (0, 1)),
    rate_per_second   BIGINT  NOT NULL,
    burst             BIGINT  NOT NULL,
    removed_ms        BIGINT,
    version           BIGINT  NOT NULL
);
CREATE UNIQUE INDEX source_name_key ON source (name) WHERE removed_ms IS NULL;
CREATE UNIQUE INDEX source_sender_id_key ON source (sender_id)
    WHERE door = 'wctp' AND sender_id <> '' AND removed_ms IS NULL;

CREATE TABLE token (
    id         BIGINT  NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    scope      TEXT    NOT NULL CHECK (scope IN ('admin', 'submit', 'inbox', 'metrics')),
    hash       TEXT    NOT NULL UNIQUE,
    source_id  BIGINT  REFERENCES source (id),
    contact_id BIGINT  REFERENCES contact (id),
    created_ms BIGINT  NOT NULL,
    expires_ms BIGINT  NOT NULL
);

-- One row; raised by each change of the tables above.
CREATE TABLE directory_version (
    id      BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
    version BIGINT  NOT NULL
);
INSERT INTO directory_version (id, version) VALUES (1, 1);
