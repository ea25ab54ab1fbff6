-- A row is a bulk request under its key, or a batch of it that is written. A request whose answer is missing may be taken up again
-- some time after it was taken: whoever took it may have died.
ALTER TABLE audit.idempotency RENAME COLUMN created_at TO taken_at;
ALTER TABLE workspace.idempotency RENAME COLUMN created_at TO taken_at;
