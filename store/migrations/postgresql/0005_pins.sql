-- What a contact keys in or types to be shown protected text. BYTEA columns are sealed
-- (store/vault.h).

CREATE TABLE contact_pin (
    contact_id BIGINT  NOT NULL PRIMARY KEY REFERENCES contact (id),
    hash       BYTEA   NOT NULL, -- salted and slow (store/pin.h)
    set_ms     BIGINT  NOT NULL
);

-- Tries under way and wrong ones; a right one goes again. Pruned with the next try.
CREATE TABLE pin_try (
    id         BIGINT  NOT NULL PRIMARY KEY,
    contact_id BIGINT  NOT NULL REFERENCES contact (id),
    at_ms      BIGINT  NOT NULL
);
CREATE INDEX pin_try_contact ON pin_try (contact_id, at_ms);
