-- The priority of what a source submits, where the source itself cannot say it.

ALTER TABLE source ADD COLUMN priority TEXT CHECK
    (priority = 'high' OR priority = 'normal' OR priority = 'low'); -- NULL: as it says
ALTER TABLE source ADD COLUMN subject_tags INTEGER NOT NULL DEFAULT 0 CHECK
    (subject_tags = 0 OR subject_tags = 1);
