-- Audit events of document 003, partitioned by month (D13). Times have milliseconds, as JavaScript does. Ids rise with time as far
-- as one server writes; the time stands first in the key because a partitioned key must hold what it is partitioned by.
CREATE SCHEMA audit;

CREATE SEQUENCE audit.event_ids AS integer;

CREATE TABLE audit.events (
  id integer NOT NULL DEFAULT nextval('audit.event_ids'),
  organization_id integer NOT NULL,
  user_id integer NOT NULL,
  type text NOT NULL,
  action text NOT NULL,
  resource text NOT NULL,
  detail text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (created_at, id)
) PARTITION BY RANGE (created_at);

-- What falls into no month of ours: before the seed, or later than `ensurePartitions` was last asked.
CREATE TABLE audit.events_other PARTITION OF audit.events DEFAULT;

CREATE INDEX idx_events_organization ON audit.events (organization_id, created_at DESC, id DESC);
CREATE INDEX idx_events_type ON audit.events (type, created_at DESC, id DESC);

-- Answers of bulk writes by the key that the client chose: a repeated request is answered, not carried out again.
CREATE TABLE audit.idempotency (
  key text PRIMARY KEY,
  request_hash text NOT NULL,
  response text,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
