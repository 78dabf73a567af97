-- What a contact keys in or types to be shown protected text. BLOB columns are sealed
-- (store/vault.h).

CREATE TABLE contact_pin (
    contact_id INTEGER NOT NULL PRIMARY KEY REFERENCES contact (id),
    hash       BLOB    NOT NULL, -- salted and slow (store/pin.h)
    set_ms     INTEGER NOT NULL
) STRICT;

-- Tries under way and wrong ones; a right one goes again. Pruned with the next try.
CREATE TABLE pin_try (
    id         INTEGER NOT NULL PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    at_ms      INTEGER NOT NULL
) STRICT;
CREATE INDEX pin_try_contact ON pin_try (contact_id, at_ms);
