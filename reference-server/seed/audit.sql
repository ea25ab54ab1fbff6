-- $1: seed, $2: number of events, $3: number of organizations, written over the year 2025 in the order of their ids. Few
-- organizations write much (the busiest x of all write √x of the events); 7919 scatters them over the ids. Partitions have no index yet.
INSERT INTO audit.events (id, organization_id, user_id, type, action, resource, detail, created_at)
SELECT
  id,
  1 + (floor($3::int * share * share)::bigint * 7919) % $3::int,
  1 + (draw >> 24 & 65535),
  types[1 + (draw & 7)],
  actions[1 + (draw >> 3 & 7)],
  resources[1 + (draw >> 6 & 15)] || '/' || (draw >> 40 & 65535),
  'request ' || lpad(to_hex(draw >> 20 & 4294967295), 8, '0') || ' from 10.' || (draw >> 10 & 255) || '.' || (draw >> 18 & 255) || '.' || (draw >> 26 & 255),
  timestamptz '2025-01-01 00:00:00+00' + interval '365 days' * (id::float8 / ($2::int + 1))
FROM (
  SELECT
    id,
    (hashint8extended(id, $1::bigint * 16 + 6) & 9007199254740991) / 9007199254740992.0::float8 AS share,
    hashint8extended(id, $1::bigint * 16 + 7) & 9223372036854775807 AS draw
  FROM generate_series(1, $2::int) AS id
) AS drawn
CROSS JOIN (
  SELECT
    ARRAY['auth', 'auth', 'data', 'data', 'data', 'admin', 'billing', 'system'] AS types,
    ARRAY['create', 'read', 'read', 'update', 'delete', 'login', 'export', 'approve'] AS actions,
    ARRAY['user', 'role', 'token', 'project', 'task', 'report', 'invoice', 'payment', 'policy', 'dashboard', 'file',
      'comment', 'webhook', 'session', 'key', 'workspace'] AS resources
) AS vocabulary;
