-- $1: seed, $2: workspaces, $3: members, $4: projects, $5: tasks, $6: activities. Few workspaces have much (√x, as the posts of users).
WITH vocabulary AS (
  SELECT
    ARRAY['Draft', 'Review', 'Ship', 'Measure', 'Document', 'Split', 'Retire', 'Translate', 'Migrate', 'Cache', 'Index',
      'Test', 'Plan', 'Estimate', 'Refine', 'Archive'] AS verbs,
    ARRAY['budget', 'roadmap', 'landing page', 'login', 'export', 'report', 'invoice', 'dashboard', 'webhook', 'importer',
      'search', 'release notes', 'onboarding', 'pricing', 'backup', 'alert'] AS things,
    ARRAY['for the pilot', 'of the team', 'with the client', 'before launch', 'after review', 'in the archive', 'on mobile',
      'by default'] AS ends,
    ARRAY['engineer', 'designer', 'writer', 'analyst', 'manager', 'tester', 'researcher', 'lead'] AS titles
), members AS (
  INSERT INTO workspace.members (id, name, email, title, created_at)
  SELECT id, 'Member ' || id, 'member' || id || '@example.com', titles[1 + (id & 7)],
    timestamptz '2024-01-01 00:00:00+00' + interval '1 year' * (id::float8 / $3::int)
  FROM generate_series(1, $3::int) AS id CROSS JOIN vocabulary
), projects AS (
  INSERT INTO workspace.projects (id, workspace_id, name, created_at)
  SELECT id, 1 + (id - 1) % $2::int, things[1 + (id & 15)] || ' ' || id,
    timestamptz '2024-06-01 00:00:00+00' + interval '1 year' * (id::float8 / $4::int)
  FROM generate_series(1, $4::int) AS id CROSS JOIN vocabulary
), drawn_tasks AS (
  SELECT id, hashint8extended(id, $1::bigint * 16 + 8) & 9223372036854775807 AS draw,
    (hashint8extended(id, $1::bigint * 16 + 9) & 9007199254740991) / 9007199254740992.0::float8 AS share
  FROM generate_series(1, $5::int) AS id
), tasks AS (
  INSERT INTO workspace.tasks (id, workspace_id, project_id, assignee_id, title, status, priority, due_date, created_at, updated_at)
  SELECT
    id,
    1 + (floor($2::int * share * share)::bigint * 7919) % $2::int,
    CASE WHEN draw & 7 < 6 THEN 1 + (draw >> 3) % $4::int END,
    CASE WHEN draw >> 20 & 3 < 3 THEN 1 + (draw >> 22) % $3::int END,
    verbs[1 + (draw >> 8 & 15)] || ' ' || things[1 + (draw >> 12 & 15)] || ' ' || ends[1 + (draw >> 16 & 7)],
    (ARRAY['todo', 'todo', 'doing', 'doing', 'review', 'done', 'done', 'done'])[1 + (draw >> 24 & 7)],
    1 + (draw >> 30 & 3),
    CASE WHEN draw >> 33 & 1 = 0 THEN date '2025-06-01' + (draw >> 34 & 511)::int END,
    at, at
  FROM drawn_tasks CROSS JOIN vocabulary
  CROSS JOIN LATERAL (SELECT timestamptz '2025-01-01 00:00:00+00' + interval '365 days' * (id::float8 / ($5::int + 1)) AS at) AS moment
)
INSERT INTO workspace.activities (id, user_id, workspace_id, task_id, type, created_at)
SELECT
  id,
  1 + (draw >> 12) % $3::int,
  1 + (floor($2::int * share * share)::bigint * 7919) % $2::int,
  CASE WHEN draw & 3 < 3 THEN 1 + (draw >> 30) % $5::int END,
  (ARRAY['created', 'commented', 'moved', 'assigned', 'viewed', 'viewed', 'viewed', 'closed'])[1 + (draw >> 4 & 7)],
  timestamptz '2025-01-01 00:00:00+00' + interval '365 days' * (id::float8 / ($6::int + 1))
FROM (
  SELECT id, hashint8extended(id, $1::bigint * 16 + 10) & 9223372036854775807 AS draw,
    (hashint8extended(id, $1::bigint * 16 + 11) & 9007199254740991) / 9007199254740992.0::float8 AS share
  FROM generate_series(1, $6::int) AS id
) AS drawn;
