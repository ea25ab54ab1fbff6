import { type Insight, row, rows, score } from './insight.ts';

/** Where somebody will struggle, what is advised against it, and what came of it. */
export const struggleInsights: readonly Insight[] = [
  {
    path: 'predictions/generate',
    ttl: 'strugglePredictionsSeconds',
    fields: {
      // What is not mastered, with the worst that was predicted for it and the cards of it that were forgotten most often.
      predictions: rows(`
        SELECT id AS "objectiveId", title, ${score('mastery')} AS mastery, ${score('risk')} AS "predictedRisk", lapses,
          ${score('0.5 * (1 - mastery) + 0.3 * coalesce(risk, 0) + 0.2 * least(1, coalesce(lapses, 0) / 8.0)')} AS risk
        FROM (SELECT id, title, mastery FROM learning.objectives WHERE user_id = $1 ORDER BY mastery LIMIT 5) AS weak
        CROSS JOIN LATERAL (
          SELECT max(prediction.risk) AS risk FROM learning.struggle_predictions AS prediction
          WHERE objective_id = weak.id AND status IN ('pending', 'confirmed')) AS predicted
        CROSS JOIN LATERAL (
          SELECT max(card.lapses) AS lapses FROM learning.cards AS card WHERE user_id = $1 AND objective_id = weak.id) AS forgotten
        ORDER BY 6 DESC, id`),
      pending: row(`
        SELECT count(*)::int AS predictions, ${score('max(risk)')} AS "highestRisk"
        FROM learning.struggle_predictions WHERE user_id = $1 AND status = 'pending'`),
    },
  },
  {
    path: 'struggle-reduction',
    ttl: 'learningObjectivesSeconds',
    fields: {
      objectives: row(`
        SELECT count(*)::int AS objectives, ${score('avg(initial_mastery)')} AS "initialMastery", ${score('avg(mastery)')} AS mastery
        FROM learning.objectives WHERE user_id = $1`),
      // Of all struggles that were predicted and came to an end.
      shareAverted: `(
        SELECT ${score("avg((status = 'averted')::int)")}
        FROM learning.struggle_predictions WHERE user_id = $1 AND status IN ('averted', 'confirmed'))`,
      mostImproved: rows(`
        SELECT id, title, ${score('initial_mastery')} AS "initialMastery", ${score('mastery')} AS mastery
        FROM learning.objectives WHERE user_id = $1 ORDER BY mastery - initial_mastery DESC, id LIMIT 3`),
    },
  },
  {
    path: 'interventions',
    ttl: 'recommendationsSeconds',
    fields: {
      open: rows(`
        SELECT advice.id, advice.action, advice.priority, advice.created_at AS "createdAt", ${score('prediction.risk')} AS risk,
          (SELECT count(*)::int FROM learning.searches WHERE recommendation_id = advice.id) AS "searchesThatFollowed"
        FROM learning.recommendations AS advice
        LEFT JOIN learning.struggle_predictions AS prediction ON prediction.id = advice.prediction_id
        WHERE advice.user_id = $1 AND advice.status = 'open' ORDER BY advice.priority DESC, advice.id LIMIT 10`),
      applied: rows(`
        SELECT action, count(*)::int AS times, ${score('avg(effectiveness)')} AS effectiveness
        FROM learning.recommendations WHERE user_id = $1 AND status = 'applied' GROUP BY action ORDER BY action`),
    },
  },
];
