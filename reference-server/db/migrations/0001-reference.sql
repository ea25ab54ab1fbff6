-- What the server knows of itself, for all domains; the runtime role cannot read it.
CREATE SCHEMA reference;

-- One row a domain, written in the transaction that seeds it: an interrupted seed leaves none.
CREATE TABLE reference.seed_state (
  domain text PRIMARY KEY,
  recipe jsonb NOT NULL,
  rows jsonb NOT NULL,
  finished_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Signs cursors, so that they outlive a restart. 2 × 122 random bits.
CREATE TABLE reference.secret (
  name text PRIMARY KEY,
  value text NOT NULL
);
INSERT INTO reference.secret VALUES ('cursor', gen_random_uuid() || '.' || gen_random_uuid());
