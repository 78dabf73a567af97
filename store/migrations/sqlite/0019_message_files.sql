-- Files that came with a message, each under the message's own key, and which of them each source's
-- are kept. The pictures of IHE's alarms are files like all others; rows that were written before
-- have theirs in message.images. `content` stands last: who lists files does not read it.

CREATE TABLE message_file (
    message_id INTEGER NOT NULL REFERENCES message (id),
    number     INTEGER NOT NULL CHECK (number > 0), -- its place among the message's
    type       TEXT    NOT NULL,
    bytes      INTEGER NOT NULL CHECK (bytes >= 0),
    name       BLOB    NOT NULL,
    content    BLOB    NOT NULL,
    PRIMARY KEY (message_id, number)
) STRICT;
ALTER TABLE message ADD COLUMN files INTEGER NOT NULL DEFAULT 0; -- how many came with it

ALTER TABLE source ADD COLUMN attachments TEXT CHECK
    (attachments = 'name' OR attachments = 'keep'); -- NULL: as its door does
ALTER TABLE source ADD COLUMN attachment_count INTEGER NOT NULL DEFAULT 10;
ALTER TABLE source ADD COLUMN attachment_bytes INTEGER NOT NULL DEFAULT 5242880;
ALTER TABLE source ADD COLUMN attachment_total_bytes INTEGER NOT NULL DEFAULT 8388608;
ALTER TABLE source ADD COLUMN attachment_types TEXT NOT NULL DEFAULT ''; -- empty: the usual ones
