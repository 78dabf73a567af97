-- What is due for one person by one channel, so that a storm is seen as a whole.

CREATE INDEX delivery_contact_due ON delivery (contact_id, channel, priority, due_ms)
    WHERE (state = 'planned' OR state = 'queued' OR state = 'deferred' OR state = 'unclear');
