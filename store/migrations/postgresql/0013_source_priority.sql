-- The priority of what a source submits, where the source itself cannot say it.

ALTER TABLE source ADD COLUMN priority TEXT CHECK
    (priority IN ('high', 'normal', 'low')); -- NULL: as it says
ALTER TABLE source ADD COLUMN subject_tags BIGINT NOT NULL DEFAULT 0 CHECK
    (subject_tags IN (0, 1));
