-- Keys are kept for a day: the oldest are looked for whenever a new one comes.
CREATE INDEX idx_idempotency_taken ON audit.idempotency (taken_at);
CREATE INDEX idx_idempotency_taken ON workspace.idempotency (taken_at);
