import { type Insight, row, rows, score } from './insight.ts';

/** How somebody learns, and how much. "Recent" is counted back from the newest event, so that old data give answers, too. */
export const studyInsights: readonly Insight[] = [
  {
    path: 'patterns',
    ttl: 'behavioralPatternsSeconds',
    fields: {
      byType: rows(`
        SELECT type, count(*)::int AS patterns, sum(occurrences)::int AS occurrences, ${score('max(confidence)')} AS confidence
        FROM learning.behavioral_patterns WHERE user_id = $1 GROUP BY type ORDER BY type`),
      recent: rows(`
        SELECT id, type, ${score('confidence')} AS confidence, last_seen_at AS "lastSeenAt"
        FROM learning.behavioral_patterns WHERE user_id = $1 ORDER BY last_seen_at DESC LIMIT 5`),
      hours: rows(`
        SELECT extract(hour FROM occurred_at AT TIME ZONE 'UTC')::int AS hour, count(*)::int AS events, ${score('avg(score)')} AS score
        FROM learning.behavioral_events WHERE user_id = $1 GROUP BY hour ORDER BY hour`),
    },
  },
  {
    path: 'missions/summary',
    ttl: 'missionSummariesSeconds',
    fields: {
      byStatus: rows(`
        SELECT status, count(*)::int AS missions, min(due_at) AS "nextDueAt"
        FROM learning.missions WHERE user_id = $1 GROUP BY status ORDER BY status`),
      performance: row(`
        SELECT count(*)::int AS completed, ${score('avg(success_score)')} AS "successScore",
          ${score('sum(actual_minutes)::float8 / nullif(sum(estimated_minutes), 0)')} AS "actualToEstimated"
        FROM learning.missions WHERE user_id = $1 AND completed_at IS NOT NULL`),
      byMonth: rows(`
        SELECT date_trunc('month', completed_at AT TIME ZONE 'UTC')::date::text AS month, count(*)::int AS completed,
          ${score('avg(success_score)')} AS "successScore"
        FROM learning.missions WHERE user_id = $1 AND completed_at IS NOT NULL GROUP BY month ORDER BY month`),
      recent: rows(`
        SELECT mission.id, mission.completed_at AS "completedAt", ${score('mission.success_score')} AS "successScore",
          (SELECT coalesce(sum(minutes), 0)::int FROM learning.study_sessions WHERE mission_id = mission.id) AS "minutesStudied"
        FROM learning.missions AS mission WHERE user_id = $1 AND completed_at IS NOT NULL ORDER BY completed_at DESC LIMIT 5`),
    },
  },
  {
    path: 'behavioral-insights/dashboard',
    ttl: 'analyticsUserDataSeconds',
    fields: {
      patterns: rows(`
        SELECT id, type, ${score('confidence')} AS confidence, occurrences
        FROM learning.behavioral_patterns WHERE user_id = $1 ORDER BY confidence DESC, id LIMIT 3`),
      events: rows(`
        SELECT type, count(*)::int AS events, ${score('avg(score)')} AS score
        FROM learning.behavioral_events
        WHERE user_id = $1 AND occurred_at > (
          SELECT max(occurred_at) - interval '30 days' FROM learning.behavioral_events WHERE user_id = $1)
        GROUP BY type ORDER BY type`),
      sessions: rows(`
        SELECT date_trunc('month', started_at AT TIME ZONE 'UTC')::date::text AS month, count(*)::int AS sessions,
          sum(minutes)::int AS minutes, ${score('avg(performance_score)')} AS score
        FROM learning.study_sessions WHERE user_id = $1 GROUP BY month ORDER BY month`),
      courses: rows(`
        SELECT course, count(*)::int AS objectives, ${score('avg(mastery)')} AS mastery, ${score('min(mastery)')} AS weakest
        FROM learning.objectives WHERE user_id = $1 GROUP BY course ORDER BY course`),
      personalization: rows(`
        SELECT context, strategy, ${score('effectiveness')} AS effectiveness
        FROM learning.personalization_configs WHERE user_id = $1 AND is_active ORDER BY context, id`),
      reviews: row(`
        SELECT count(*)::int AS reviews, ${score('avg((rating > 1)::int)')} AS "shareRecalled"
        FROM learning.reviews WHERE user_id = $1`),
      validation: row(`
        SELECT count(*)::int AS responses, ${score('avg(score)')} AS score
        FROM learning.validation_responses WHERE user_id = $1`),
      reading: row(`
        SELECT count(*)::int AS articles, ${score('avg(share_read)')} AS "shareRead"
        FROM learning.article_reads WHERE user_id = $1`),
      searches: rows(`
        SELECT query, searched_at AS "searchedAt" FROM learning.searches WHERE user_id = $1 ORDER BY searched_at DESC LIMIT 5`),
    },
  },
];
