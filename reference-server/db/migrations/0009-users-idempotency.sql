-- As 0007 and 0008 have it of the other domains that are written to.
CREATE TABLE users.idempotency (
  key text PRIMARY KEY,
  request_hash text NOT NULL,
  response text,
  taken_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX idx_idempotency_taken ON users.idempotency (taken_at);
