-- One-time links in texts and mails that may not say what a page says.

CREATE TABLE page_link (
    id         INTEGER NOT NULL PRIMARY KEY,
    hash       TEXT    NOT NULL UNIQUE, -- of the link's token; the token itself is nowhere
    page_id    INTEGER NOT NULL REFERENCES page (id),
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    channel    TEXT    NOT NULL CHECK (channel = 'email' OR channel = 'sms'),
    browser    TEXT    NOT NULL, -- hash of what its first browser shows; empty: not opened
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX page_link_expiry ON page_link (expires_ms);
