-- What a peer that says an answer again calls it: the same words may be said twice.

ALTER TABLE reply ADD COLUMN reference TEXT NOT NULL DEFAULT ''; -- empty: nothing
