-- Files that came with a message, each under the message's own key, and which of them each source's
-- are kept. The pictures of IHE's alarms are files like all others; rows that were written before
-- have theirs in message.images. `content` stands last: who lists files does not read it.

CREATE TABLE message_file (
    message_id BIGINT NOT NULL REFERENCES message (id),
    number     BIGINT NOT NULL CHECK (number > 0), -- its place among the message's
    type       TEXT   NOT NULL,
    bytes      BIGINT NOT NULL CHECK (bytes >= 0),
    name       BYTEA  NOT NULL,
    content    BYTEA  NOT NULL,
    PRIMARY KEY (message_id, number)
);
ALTER TABLE message ADD COLUMN files BIGINT NOT NULL DEFAULT 0; -- how many came with it

ALTER TABLE source ADD COLUMN attachments TEXT CHECK
    (attachments IN ('name', 'keep')); -- NULL: as its door does
ALTER TABLE source ADD COLUMN attachment_count BIGINT NOT NULL DEFAULT 10;
ALTER TABLE source ADD COLUMN attachment_bytes BIGINT NOT NULL DEFAULT 5242880;
ALTER TABLE source ADD COLUMN attachment_total_bytes BIGINT NOT NULL DEFAULT 8388608;
ALTER TABLE source ADD COLUMN attachment_types TEXT NOT NULL DEFAULT ''; -- empty: the usual ones
