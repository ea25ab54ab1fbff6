-- 4,096 sentences of 31 to about 110 characters. hashint8extended is what hash partitioning uses: the same numbers on
-- every version and machine (of one byte order). $1: seed.
INSERT INTO sentence
SELECT id, upper(left(words, 1)) || substr(words, 2) || '.'
FROM generate_series(0, 4095) AS id
CROSS JOIN (
  SELECT
    ARRAY['the', 'our', 'each', 'every', 'this', 'that', 'one', 'another'] AS determiner,
    ARRAY['load', 'cache', 'query', 'index', 'pool', 'page', 'cursor', 'server', 'latency', 'budget', 'graph', 'team',
      'release', 'changelog', 'incident', 'queue', 'worker', 'shard', 'replica', 'lock', 'vacuum', 'buffer', 'socket',
      'timeout', 'retry', 'metric', 'alert', 'dashboard', 'trace', 'sample', 'histogram', 'percentile', 'baseline',
      'margin', 'throughput', 'deployment', 'rollback', 'branch', 'review', 'test', 'flake', 'build', 'image',
      'container', 'cluster', 'node', 'disk', 'network', 'packet', 'header', 'cookie', 'token', 'session', 'account',
      'order', 'invoice', 'basket', 'search', 'filter', 'feed', 'post', 'comment', 'thread', 'reader'] AS noun,
    ARRAY['beats', 'blocks', 'breaks', 'doubles', 'explains', 'feeds', 'fills', 'finds', 'follows', 'halves', 'helps',
      'hides', 'holds', 'keeps', 'leads', 'loses', 'meets', 'moves', 'needs', 'outgrows', 'outlives', 'shows', 'slows',
      'splits', 'starts', 'stops', 'surprises', 'tests', 'warms', 'watches', 'widens', 'wakes'] AS verb,
    ARRAY['after', 'although', 'and', 'because', 'before', 'but', 'unless', 'while'] AS conjunction
) AS vocabulary
CROSS JOIN LATERAL (
  -- determiner noun verb determiner noun, then a conjunction and the same again
  SELECT string_agg(
    CASE place % 6
      WHEN 2 THEN verb[1 + (draw & 31)]
      WHEN 5 THEN conjunction[1 + (draw & 7)]
      WHEN 1 THEN noun[1 + (draw & 63)]
      WHEN 4 THEN noun[1 + (draw & 63)]
      ELSE determiner[1 + (draw & 7)]
    END, ' ' ORDER BY place) AS words
  FROM generate_series(0, CASE WHEN hashint8extended(id, $1::bigint * 16) & 1 = 0 THEN 4 ELSE 10 END) AS place
  CROSS JOIN LATERAL (SELECT hashint8extended(id * 16 + place, $1::bigint * 16 + 1) AS draw) AS drawn
) AS sentence;
