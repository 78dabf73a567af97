-- Who is on duty when, and who is not to be disturbed.

CREATE TABLE schedule (
    id          INTEGER NOT NULL PRIMARY KEY,
    opid        TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    description TEXT    NOT NULL,
    domain_id   INTEGER NOT NULL REFERENCES security_domain (id),
    zone        TEXT    NOT NULL, -- IANA name
    created_ms  INTEGER NOT NULL,
    removed_ms  INTEGER,
    version     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX schedule_name_key ON schedule (name) WHERE removed_ms IS NULL;

CREATE TABLE schedule_layer (
    schedule_id INTEGER NOT NULL REFERENCES schedule (id),
    position    INTEGER NOT NULL,
    name        TEXT    NOT NULL,
    turn        TEXT    NOT NULL CHECK (turn = 'day' OR turn = 'week'),
    length      INTEGER NOT NULL CHECK (length > 0),
    begins_day  INTEGER NOT NULL, -- days since 1970-01-01
    handoff     INTEGER NOT NULL, -- minute of the day
    hours       TEXT    NOT NULL, -- list of numbers: days, from, to, days, from, to ...
    PRIMARY KEY (schedule_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE schedule_turn (
    schedule_id INTEGER NOT NULL REFERENCES schedule (id),
    layer       INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    contact_id  INTEGER REFERENCES contact (id), -- NULL: nobody's
    PRIMARY KEY (schedule_id, layer, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX schedule_turn_contact ON schedule_turn (contact_id) WHERE contact_id IS NOT NULL;

CREATE TABLE schedule_override (
    id          INTEGER NOT NULL PRIMARY KEY,
    schedule_id INTEGER NOT NULL REFERENCES schedule (id),
    contact_id  INTEGER NOT NULL REFERENCES contact (id),
    from_ms     INTEGER NOT NULL,
    to_ms       INTEGER NOT NULL,
    made_by     TEXT    NOT NULL,
    made_ms     INTEGER NOT NULL
) STRICT;
CREATE INDEX schedule_override_schedule ON schedule_override (schedule_id);

CREATE TABLE schedule_swap (
    id           INTEGER NOT NULL PRIMARY KEY,
    schedule_id  INTEGER NOT NULL REFERENCES schedule (id),
    giver_id     INTEGER NOT NULL REFERENCES contact (id),
    taker_id     INTEGER NOT NULL REFERENCES contact (id),
    from_ms      INTEGER NOT NULL,
    to_ms        INTEGER NOT NULL,
    back_from_ms INTEGER,
    back_to_ms   INTEGER,
    state        TEXT    NOT NULL CHECK
        (state = 'asked' OR state = 'approved' OR state = 'refused'),
    asked_by     TEXT    NOT NULL,
    asked_ms     INTEGER NOT NULL,
    decided_by   TEXT    NOT NULL,
    decided_ms   INTEGER
) STRICT;
CREATE INDEX schedule_swap_schedule ON schedule_swap (schedule_id);

-- Three tables learn that there are schedules: SQLite changes a CHECK only by a new table.

ALTER TABLE group_member RENAME TO group_member_before;
CREATE TABLE group_member (
    group_id        INTEGER NOT NULL REFERENCES contact_group (id),
    position        INTEGER NOT NULL,
    contact_id      INTEGER REFERENCES contact (id),
    member_group_id INTEGER REFERENCES contact_group (id),
    schedule_id     INTEGER REFERENCES schedule (id),
    PRIMARY KEY (group_id, position),
    CHECK ((contact_id IS NOT NULL) + (member_group_id IS NOT NULL) + (schedule_id IS NOT NULL) = 1)
) STRICT, WITHOUT ROWID;
INSERT INTO group_member (group_id, position, contact_id, member_group_id)
SELECT group_id, position, contact_id, member_group_id FROM group_member_before;
DROP TABLE group_member_before;
CREATE INDEX group_member_contact ON group_member (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX group_member_group ON group_member (member_group_id)
    WHERE member_group_id IS NOT NULL;

ALTER TABLE group_failover RENAME TO group_failover_before;
CREATE TABLE group_failover (
    group_id        INTEGER NOT NULL REFERENCES contact_group (id),
    position        INTEGER NOT NULL,
    contact_id      INTEGER REFERENCES contact (id),
    member_group_id INTEGER REFERENCES contact_group (id),
    schedule_id     INTEGER REFERENCES schedule (id),
    PRIMARY KEY (group_id, position),
    CHECK ((contact_id IS NOT NULL) + (member_group_id IS NOT NULL) + (schedule_id IS NOT NULL) = 1)
) STRICT, WITHOUT ROWID;
INSERT INTO group_failover (group_id, position, contact_id, member_group_id)
SELECT group_id, position, contact_id, member_group_id FROM group_failover_before;
DROP TABLE group_failover_before;
CREATE INDEX group_failover_contact ON group_failover (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX group_failover_group ON group_failover (member_group_id)
    WHERE member_group_id IS NOT NULL;

ALTER TABLE opid RENAME TO opid_before;
CREATE TABLE opid (
    opid        TEXT    NOT NULL PRIMARY KEY,
    contact_id  INTEGER UNIQUE REFERENCES contact (id),
    group_id    INTEGER UNIQUE REFERENCES contact_group (id),
    schedule_id INTEGER UNIQUE REFERENCES schedule (id),
    CHECK ((contact_id IS NOT NULL) + (group_id IS NOT NULL) + (schedule_id IS NOT NULL) = 1)
) STRICT, WITHOUT ROWID;
INSERT INTO opid (opid, contact_id, group_id) SELECT opid, contact_id, group_id FROM opid_before;
DROP TABLE opid_before;

ALTER TABLE page ADD COLUMN schedule_id INTEGER REFERENCES schedule (id); -- on duty there
ALTER TABLE page ADD COLUMN instead_of INTEGER REFERENCES contact (id);   -- stands in for that one

ALTER TABLE contact ADD COLUMN zone TEXT NOT NULL DEFAULT '';        -- IANA name; '': UTC
ALTER TABLE contact ADD COLUMN quiet_hours TEXT NOT NULL DEFAULT ''; -- list, as schedule_layer.hours
ALTER TABLE contact ADD COLUMN undisturbed_until_ms INTEGER;
ALTER TABLE contact ADD COLUMN stand_in_id INTEGER REFERENCES contact (id);
ALTER TABLE contact_detail ADD COLUMN invalid INTEGER NOT NULL DEFAULT 0
    CHECK (invalid = 0 OR invalid = 1);
-- How often in a row the gateways said that there is no such address.
ALTER TABLE contact_detail ADD COLUMN bad_addresses INTEGER NOT NULL DEFAULT 0;
