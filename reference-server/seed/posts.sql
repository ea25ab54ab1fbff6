-- $1: seed, $2: number of users, $3: number of posts, written over six years in the order of their ids.
-- Few users write much: the share of posts by the busiest x of all users is √x (1 % write a tenth). The factor 7919
-- scatters them over the ids. A body has one to four sentences, 126 characters on average.
INSERT INTO users.posts (id, user_id, title, body, created_at)
SELECT
  drawn.id,
  1 + (floor($2::int * author * author)::bigint * 7919) % $2::int,
  left(title.body, -1),
  concat_ws(' ', first.body, second.body, third.body, fourth.body),
  timestamptz '2020-01-01 00:00:00+00' + interval '6 years' * (drawn.id::float8 / $3::int)
FROM (
  SELECT
    id,
    (hashint8extended(id, $1::bigint * 16 + 3) & 9007199254740991) / 9007199254740992.0::float8 AS author,
    hashint8extended(id, $1::bigint * 16 + 4) AS words,
    hashint8extended(id, $1::bigint * 16 + 5) & 3 AS length
  FROM generate_series(1, $3::int) AS id
) AS drawn
JOIN sentence AS title ON title.id = words & 4095
JOIN sentence AS first ON first.id = words >> 12 & 4095
LEFT JOIN sentence AS second ON length > 0 AND second.id = words >> 24 & 4095
LEFT JOIN sentence AS third ON length > 1 AND third.id = words >> 36 & 4095
LEFT JOIN sentence AS fourth ON length > 2 AND fourth.id = words >> 48 & 4095;
