-- Who is on duty when, and who is not to be disturbed.

CREATE TABLE schedule (
    id          BIGINT  NOT NULL PRIMARY KEY,
    opid        TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    description TEXT    NOT NULL,
    domain_id   BIGINT  NOT NULL REFERENCES security_domain (id),
    zone        TEXT    NOT NULL, -- IANA name
    created_ms  BIGINT  NOT NULL,
    removed_ms  BIGINT,
    version     BIGINT  NOT NULL
);
CREATE UNIQUE INDEX schedule_name_key ON schedule (name) WHERE removed_ms IS NULL;

CREATE TABLE schedule_layer (
    schedule_id BIGINT  NOT NULL REFERENCES schedule (id),
    position    BIGINT  NOT NULL,
    name        TEXT    NOT NULL,
    turn        TEXT    NOT NULL CHECK (turn IN ('day', 'week')),
    length      BIGINT  NOT NULL CHECK (length > 0),
    begins_day  BIGINT  NOT NULL, -- days since 1970-01-01
    handoff     BIGINT  NOT NULL, -- minute of the day
    hours       TEXT    NOT NULL, -- list of numbers: days, from, to, days, from, to ...
    PRIMARY KEY (schedule_id, position)
);

CREATE TABLE schedule_turn (
    schedule_id BIGINT  NOT NULL REFERENCES schedule (id),
    layer       BIGINT  NOT NULL,
    position    BIGINT  NOT NULL,
    contact_id  BIGINT REFERENCES contact (id), -- NULL: nobody's
    PRIMARY KEY (schedule_id, layer, position)
);
CREATE INDEX schedule_turn_contact ON schedule_turn (contact_id) WHERE contact_id IS NOT NULL;

CREATE TABLE schedule_override (
    id          BIGINT  NOT NULL PRIMARY KEY,
    schedule_id BIGINT  NOT NULL REFERENCES schedule (id),
    contact_id  BIGINT  NOT NULL REFERENCES contact (id),
    from_ms     BIGINT  NOT NULL,
    to_ms       BIGINT  NOT NULL,
    made_by     TEXT    NOT NULL,
    made_ms     BIGINT  NOT NULL
);
CREATE INDEX schedule_override_schedule ON schedule_override (schedule_id);

CREATE TABLE schedule_swap (
    id           BIGINT  NOT NULL PRIMARY KEY,
    schedule_id  BIGINT  NOT NULL REFERENCES schedule (id),
    giver_id     BIGINT  NOT NULL REFERENCES contact (id),
    taker_id     BIGINT  NOT NULL REFERENCES contact (id),
    from_ms      BIGINT  NOT NULL,
    to_ms        BIGINT  NOT NULL,
    back_from_ms BIGINT,
    back_to_ms   BIGINT,
    state        TEXT    NOT NULL CHECK (state IN ('asked', 'approved', 'refused')),
    asked_by     TEXT    NOT NULL,
    asked_ms     BIGINT  NOT NULL,
    decided_by   TEXT    NOT NULL,
    decided_ms   BIGINT
);
CREATE INDEX schedule_swap_schedule ON schedule_swap (schedule_id);

-- Three tables learn that there are schedules.
ALTER TABLE group_member DROP CONSTRAINT group_member_check;
ALTER TABLE group_member ADD COLUMN schedule_id BIGINT REFERENCES schedule (id);
ALTER TABLE group_member ADD CONSTRAINT group_member_check
    CHECK (num_nonnulls(contact_id, member_group_id, schedule_id) = 1);
ALTER TABLE group_failover DROP CONSTRAINT group_failover_check;
ALTER TABLE group_failover ADD COLUMN schedule_id BIGINT REFERENCES schedule (id);
ALTER TABLE group_failover ADD CONSTRAINT group_failover_check
    CHECK (num_nonnulls(contact_id, member_group_id, schedule_id) = 1);
ALTER TABLE opid DROP CONSTRAINT opid_check;
ALTER TABLE opid ADD COLUMN schedule_id BIGINT UNIQUE REFERENCES schedule (id);
ALTER TABLE opid ADD CONSTRAINT opid_check
    CHECK (num_nonnulls(contact_id, group_id, schedule_id) = 1);

ALTER TABLE page ADD COLUMN schedule_id BIGINT REFERENCES schedule (id); -- on duty there
ALTER TABLE page ADD COLUMN instead_of BIGINT REFERENCES contact (id);   -- stands in for that one

ALTER TABLE contact ADD COLUMN zone TEXT NOT NULL DEFAULT '';        -- IANA name; '': UTC
ALTER TABLE contact ADD COLUMN quiet_hours TEXT NOT NULL DEFAULT ''; -- list, as schedule_layer.hours
ALTER TABLE contact ADD COLUMN undisturbed_until_ms BIGINT;
ALTER TABLE contact ADD COLUMN stand_in_id BIGINT REFERENCES contact (id);
ALTER TABLE contact_detail ADD COLUMN invalid BIGINT NOT NULL DEFAULT 0
    CHECK (invalid IN (0, 1));
-- How often in a row the gateways said that there is no such address.
ALTER TABLE contact_detail ADD COLUMN bad_addresses BIGINT NOT NULL DEFAULT 0;
