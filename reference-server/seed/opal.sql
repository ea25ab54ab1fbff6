-- $1: seed, $2: rules, $3: measurements. Every domain has as many of each; measurements are spread evenly over the sixty days before 2026.
WITH vocabulary AS (
  SELECT
    ARRAY['content', 'experimentation', 'personalization', 'commerce', 'analytics', 'orchestration', 'audiences', 'campaigns'] AS domains,
    ARRAY['new visitors', 'returning visitors', 'subscribers', 'trial users', 'big spenders', 'lapsed customers', 'readers', 'partners'] AS audiences,
    ARRAY['show banner', 'reorder list', 'offer trial', 'hide element', 'send reminder', 'recommend article', 'raise limit', 'ask opinion'] AS actions,
    ARRAY['conversion', 'engagement', 'bounce', 'latency'] AS names
), rules AS (
  INSERT INTO opal.rules (id, domain, audience, action, priority, is_active)
  SELECT id, domains[1 + id % 8], audiences[1 + (draw & 7)], actions[1 + (draw >> 3 & 7)], 1 + (draw >> 6) % 10, draw >> 40 & 7 > 0
  FROM (SELECT id, hashint8extended(id * 16 + 1, $1::bigint * 16 + 15) & 9223372036854775807 AS draw
    FROM generate_series(1, $2::bigint) AS id) AS drawn CROSS JOIN vocabulary
)
INSERT INTO opal.metrics (id, domain, name, value, measured_at)
SELECT id, domains[1 + id % 8], names[1 + id / 8 % 4], draw / 9007199254740992.0::float8,
  timestamptz '2025-11-02 00:00:00+00' + interval '60 days' * (id::float8 / $3::int)
FROM (SELECT id, hashint8extended(id * 16 + 2, $1::bigint * 16 + 15) & 9007199254740991 AS draw
  FROM generate_series(1, $3::bigint) AS id) AS drawn CROSS JOIN vocabulary;
