-- $1: seed, $2: number of users. Eight of ten are active; they came over six years in the order of their ids.
INSERT INTO users.users (id, email, name, status, created_at)
SELECT
  id,
  lower(given || '.' || family) || id || '@example.com',
  given || ' ' || family,
  CASE WHEN draw % 10 < 8 THEN 'active' WHEN draw % 10 = 8 THEN 'inactive' ELSE 'suspended' END,
  timestamptz '2020-01-01 00:00:00+00' + interval '6 years' * (id::float8 / $2::int)
FROM (SELECT id, hashint8extended(id, $1::bigint * 16 + 2) & 9223372036854775807 AS draw FROM generate_series(1, $2::int) AS id) AS drawn
CROSS JOIN (
  SELECT
    ARRAY['Ada', 'Alan', 'Barbara', 'Claude', 'Dennis', 'Donald', 'Edsger', 'Frances', 'Grace', 'Hedy', 'Jean', 'John',
      'Katherine', 'Ken', 'Margaret', 'Radia'] AS given_names,
    ARRAY['Adler', 'Baker', 'Costa', 'Dahl', 'Evans', 'Fischer', 'Garcia', 'Haas', 'Ito', 'Jansen', 'Kaya', 'Lopez',
      'Moreau', 'Novak', 'Okafor', 'Petrov'] AS family_names
) AS vocabulary
CROSS JOIN LATERAL (
  SELECT given_names[1 + (draw >> 8 & 15)] AS given, family_names[1 + (draw >> 16 & 15)] AS family
) AS named;
