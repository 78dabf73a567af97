-- One-time links in texts and mails that may not say what a page says.

CREATE TABLE page_link (
    id         BIGINT  NOT NULL PRIMARY KEY,
    hash       TEXT    NOT NULL UNIQUE, -- of the link's token; the token itself is nowhere
    page_id    BIGINT  NOT NULL REFERENCES page (id),
    contact_id BIGINT  NOT NULL REFERENCES contact (id),
    channel    TEXT    NOT NULL CHECK (channel IN ('email', 'sms')),
    browser    TEXT    NOT NULL, -- hash of what its first browser shows; empty: not opened
    created_ms BIGINT  NOT NULL,
    expires_ms BIGINT  NOT NULL
);
CREATE INDEX page_link_expiry ON page_link (expires_ms);
