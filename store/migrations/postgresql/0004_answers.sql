-- What gateways and people say afterwards. BYTEA columns are sealed (store/vault.h).

-- What a gateway calls the texts that it took, one row per part of a long text: a receipt names
-- only that.
CREATE TABLE gateway_part (
    provider    TEXT    NOT NULL,
    reference   TEXT    NOT NULL,
    delivery_id BIGINT  NOT NULL REFERENCES delivery (id),
    attempt     BIGINT  NOT NULL,
    fate        TEXT    NOT NULL CHECK (fate IN ('underway', 'arrived', 'lost')),
    PRIMARY KEY (provider, reference, delivery_id)
);
CREATE INDEX gateway_part_delivery ON gateway_part (delivery_id);

-- Receipts that came before the gateway's own answer was written down; pruned.
CREATE TABLE early_receipt (
    provider  TEXT    NOT NULL,
    reference TEXT    NOT NULL,
    fate      TEXT    NOT NULL CHECK (fate IN ('underway', 'arrived', 'lost')),
    blame     TEXT    NOT NULL CHECK (blame IN ('detail', 'provider', 'message')),
    code      TEXT    NOT NULL,
    at_ms     BIGINT  NOT NULL,
    PRIMARY KEY (provider, reference, fate)
);
CREATE INDEX early_receipt_at ON early_receipt (at_ms);

-- Texts that people sent to our numbers, each once, and what was made of them.
CREATE TABLE incoming_text (
    id          BIGINT  NOT NULL PRIMARY KEY,
    provider    TEXT    NOT NULL,
    provider_id TEXT    NOT NULL,
    sender      BYTEA   NOT NULL,
    number      TEXT    NOT NULL, -- ours
    text        BYTEA,            -- NULL: empty, or purged
    verdict     TEXT    NOT NULL,
    page_id     BIGINT  REFERENCES page (id),
    at_ms       BIGINT  NOT NULL
);
CREATE UNIQUE INDEX incoming_text_provider_key ON incoming_text (provider, provider_id)
    WHERE provider_id <> '';
CREATE INDEX incoming_text_page ON incoming_text (page_id) WHERE page_id IS NOT NULL;
