-- $1: seed, $2: mappings. The types and domains come in turn, so that each has as many; the partner is any other domain.
WITH vocabulary AS (
  SELECT
    ARRAY['strategy-plans', 'dxp-tools', 'analytics-insights'] AS types,
    ARRAY['content', 'experimentation', 'personalization', 'commerce', 'analytics', 'orchestration', 'audiences', 'campaigns'] AS domains,
    ARRAY['Launch', 'Retention', 'Onboarding', 'Checkout', 'Newsletter', 'Search', 'Loyalty', 'Pricing'] AS subjects,
    ARRAY['web_sdk', 'cms', 'feature_flags', 'email', 'data_platform', 'recommender', 'asset_library', 'reporting'] AS tools
), drawn AS (
  SELECT id, hashint8extended(id, $1::bigint * 16 + 15) & 9223372036854775807 AS draw FROM generate_series(1, $2::int) AS id
)
INSERT INTO opal.mappings (id, type, domain, partner, name, config, is_active, updated_at)
SELECT
  id, types[1 + (id - 1) % 3], domains[1 + (id - 1) / 3 % 8], domains[1 + ((id - 1) / 3 + 1 + draw % 7) % 8],
  subjects[1 + (draw >> 4 & 7)] || ' ' || id,
  jsonb_build_object(
    'tools', ARRAY[tools[1 + (draw >> 8 & 7)], tools[1 + ((draw >> 8) + 1 + (draw >> 12 & 3)) % 8]],
    'weight', (draw >> 16 & 127) / 127.0,
    'refreshMinutes', 5 * (1 + (draw >> 24 & 15)),
    'fields', (SELECT jsonb_agg(jsonb_build_object('from', 'source_' || field, 'to', 'target_' || (draw >> field & 63)))
      FROM generate_series(1, 8) AS field)),
  draw >> 32 & 7 > 0, timestamptz '2025-01-01 00:00:00+00' + interval '1 hour' * id
FROM drawn CROSS JOIN vocabulary;
