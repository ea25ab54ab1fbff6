-- $1: seed, $2: learners, $3: behavioral events, $4: rows per learner by table, as a JSON object. Every learner has as many rows of a
-- table, in the order of time (`turn` from 0 on, `at`, all in 2025), but for events: few learners have much (√x, as the posts of users).
-- `share`, uniform in [0, 1), comes from the high bits of `draw`; choices take its low ones.
WITH vocabulary AS (
  SELECT
    ARRAY['peak hours', 'attention', 'struggle', 'content preference', 'session length', 'forgetting'] AS patterns,
    ARRAY['opened', 'answered', 'paused', 'resumed', 'skipped', 'reviewed', 'finished', 'searched'] AS events,
    ARRAY['Anatomy', 'Physiology', 'Biochemistry', 'Pharmacology'] AS courses,
    ARRAY['Name', 'Explain', 'Compare', 'Derive'] AS verbs,
    ARRAY['the cardiac cycle', 'membrane potentials', 'renal clearance', 'enzyme kinetics', 'reflex arcs', 'gas exchange',
      'blood groups', 'drug half-life'] AS things,
    ARRAY['review the prerequisite', 'split the objective', 'switch to worked examples', 'space the reviews'] AS actions,
    ARRAY['mission', 'content', 'assessment', 'session'] AS contexts,
    ARRAY['adaptive', 'paced', 'visual', 'verbal'] AS strategies
), sizes AS (
  SELECT name, size::text::int AS each, place FROM json_each($4::json) WITH ORDINALITY AS listed (name, size, place)
), draws AS (
  SELECT name, each, id, 1 + (id - 1) / each AS user_id, (id - 1) % each AS turn,
    hashint8extended(id::bigint * 16 + place, $1::bigint * 16 + 12) & 9223372036854775807 AS draw
  FROM sizes CROSS JOIN LATERAL generate_series(1, each * $2::int) AS id
), drawn AS MATERIALIZED (
  SELECT name, id, user_id, turn, draw, (draw >> 10) / 9007199254740992.0::float8 AS share,
    timestamptz '2025-01-01 00:00:00+00' + interval '365 days' * ((turn + (draw >> 20 & 1023) / 1024.0::float8) / each) AS at
  FROM draws
), learners AS (
  INSERT INTO learning.learners (id, created_at)
  SELECT id, timestamptz '2024-01-01 00:00:00+00' + interval '1 year' * (id::float8 / $2::int) FROM generate_series(1, $2::int) AS id
), patterns AS (
  INSERT INTO learning.behavioral_patterns (id, user_id, type, confidence, occurrences, last_seen_at)
  SELECT id, user_id, patterns[1 + (draw % 6)], 0.4 + 0.6 * share, 3 + (draw >> 4 & 31), at
  FROM drawn CROSS JOIN vocabulary WHERE name = 'behavioral_patterns'
), missions AS (
  INSERT INTO learning.missions (id, user_id, status, due_at, completed_at, estimated_minutes, actual_minutes, success_score)
  SELECT id, user_id, status, at, CASE WHEN is_done THEN at - interval '1 hour' * (draw >> 8 & 15) END, estimate,
    CASE WHEN is_done THEN estimate + (draw >> 12 & 31) - 12 END, CASE WHEN is_done THEN 0.5 + 0.5 * share END
  FROM drawn
  CROSS JOIN LATERAL (SELECT
    (ARRAY['completed', 'completed', 'completed', 'completed', 'completed', 'skipped', 'active', 'pending'])[1 + (draw & 7)] AS status,
    draw & 7 < 5 AS is_done, 30 + 10 * (draw >> 4 & 3) AS estimate) AS mission
  WHERE name = 'missions'
), sessions AS (
  INSERT INTO learning.study_sessions (id, user_id, mission_id, started_at, minutes, performance_score)
  SELECT id, user_id, 1 + (user_id - 1) * missions.each + turn % missions.each, at, 15 + (draw & 63), 0.3 + 0.7 * share
  FROM drawn CROSS JOIN (SELECT each FROM sizes WHERE name = 'missions') AS missions WHERE drawn.name = 'study_sessions'
), objectives AS (
  INSERT INTO learning.objectives (id, user_id, course, title, initial_mastery, mastery, last_studied_at)
  SELECT id, user_id, courses[1 + (draw & 3)], verbs[1 + (draw >> 2 & 3)] || ' ' || things[1 + (draw >> 4 & 7)],
    0.5 * share, 0.5 * share + (draw >> 8 & 15) / 32.0, at
  FROM drawn CROSS JOIN vocabulary WHERE name = 'objectives'
), predictions AS (
  INSERT INTO learning.struggle_predictions (id, user_id, objective_id, risk, status, predicted_at)
  SELECT id, user_id, 1 + (user_id - 1) * objectives.each + (draw >> 2) % objectives.each, share,
    (ARRAY['pending', 'confirmed', 'averted', 'dismissed'])[1 + (draw & 3)], at
  FROM drawn CROSS JOIN (SELECT each FROM sizes WHERE name = 'objectives') AS objectives WHERE drawn.name = 'struggle_predictions'
), recommendations AS (
  INSERT INTO learning.recommendations (id, user_id, prediction_id, action, status, priority, effectiveness, created_at)
  SELECT id, user_id, CASE WHEN draw & 3 < 3 THEN 1 + (user_id - 1) * predictions.each + (draw >> 2) % predictions.each END,
    actions[1 + (draw >> 8 & 3)], status, 1 + (draw >> 12) % 10, CASE WHEN status = 'applied' THEN share END, at
  FROM drawn CROSS JOIN vocabulary CROSS JOIN (SELECT each FROM sizes WHERE name = 'struggle_predictions') AS predictions
  CROSS JOIN LATERAL (SELECT (ARRAY['open', 'open', 'applied', 'dismissed'])[1 + (draw >> 10 & 3)] AS status) AS state
  WHERE drawn.name = 'recommendations'
), personalization AS (
  INSERT INTO learning.personalization_configs (id, user_id, context, strategy, is_active, effectiveness, updated_at)
  SELECT id, user_id, contexts[1 + turn % 4], strategies[1 + (draw & 3)], draw >> 2 & 3 < 3, share, at
  FROM drawn CROSS JOIN vocabulary WHERE name = 'personalization_configs'
), load AS (
  INSERT INTO learning.cognitive_load (id, user_id, load, stress, is_overload, measured_at)
  SELECT id, user_id, share, (share + (draw & 255) / 255.0) / 2, share > 0.8, at FROM drawn WHERE name = 'cognitive_load'
), cards AS (
  INSERT INTO learning.cards (id, user_id, objective_id, lapses)
  SELECT id, user_id, 1 + (user_id - 1) * objectives.each + turn % objectives.each, floor(8 * share * share)
  FROM drawn CROSS JOIN (SELECT each FROM sizes WHERE name = 'objectives') AS objectives WHERE drawn.name = 'cards'
), reviews AS (
  INSERT INTO learning.reviews (id, user_id, card_id, rating, reviewed_at)
  SELECT id, user_id, 1 + (user_id - 1) * cards.each + turn % cards.each, 1 + (draw & 3), at
  FROM drawn CROSS JOIN (SELECT each FROM sizes WHERE name = 'cards') AS cards WHERE drawn.name = 'reviews'
), searches AS (
  INSERT INTO learning.searches (id, user_id, query, recommendation_id, searched_at)
  SELECT id, user_id, things[1 + (draw & 7)],
    CASE WHEN draw >> 3 & 1 = 0 THEN 1 + (user_id - 1) * recommendations.each + (draw >> 4) % recommendations.each END, at
  FROM drawn CROSS JOIN vocabulary CROSS JOIN (SELECT each FROM sizes WHERE name = 'recommendations') AS recommendations
  WHERE drawn.name = 'searches'
), responses AS (
  INSERT INTO learning.validation_responses (id, user_id, score, answered_at)
  SELECT id, user_id, share, at FROM drawn WHERE name = 'validation_responses'
), articles AS (
  INSERT INTO learning.article_reads (id, user_id, share_read, read_at)
  SELECT id, user_id, share, at FROM drawn WHERE name = 'article_reads'
)
INSERT INTO learning.behavioral_events (id, user_id, session_id, objective_id, type, score, occurred_at)
SELECT id, user_id, 1 + (user_id - 1) * sessions.each + floor(sessions.each * done)::int,
  CASE WHEN draw & 3 < 3 THEN 1 + (user_id - 1) * objectives.each + (draw >> 2) % objectives.each END,
  events[1 + (draw >> 16 & 7)], (draw >> 19 & 127) / 127.0,
  timestamptz '2025-01-01 00:00:00+00' + interval '365 days' * done
FROM (
  SELECT id, draw, id::float8 / ($3::int + 1) AS done, 1 + (floor($2::int * share * share)::bigint * 7919) % $2::int AS user_id
  FROM (
    SELECT id, hashint8extended(id, $1::bigint * 16 + 13) & 9223372036854775807 AS draw,
      (hashint8extended(id, $1::bigint * 16 + 14) & 9007199254740991) / 9007199254740992.0::float8 AS share
    FROM generate_series(1, $3::int) AS id
  ) AS counted
) AS drawn_events
CROSS JOIN vocabulary
CROSS JOIN (SELECT each FROM sizes WHERE name = 'study_sessions') AS sessions
CROSS JOIN (SELECT each FROM sizes WHERE name = 'objectives') AS objectives;
