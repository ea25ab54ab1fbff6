import { drawsOf, weighted } from './random.ts';
import { encodings, reloadShare, type Trace } from './visit.ts';
import { zipfIds } from './zipf-ids.ts';

/** What a learner opens: the dashboard and what lies behind it. Chosen before its hit rate was known, as that of 0006-trace.md. */
const mix = [
  [30, 'behavioral-insights/dashboard'],
  [20, 'missions/summary'],
  [15, 'patterns'],
  [10, 'predictions/generate'],
  [10, 'cognitive-load/current'],
  [5, 'stress-profile'],
  [5, 'struggle-reduction'],
  [5, 'interventions'],
] as const;

/** Names under which requests are counted. */
export type LearningRoute = `GET /api/analytics/${(typeof mix)[number][1]}`;

/** Visits of learners by their number: one aggregate each, of a learner drawn by Zipf's law, a quarter of them reloaded. */
export function learningTraceOf(seed: number, learners: number): Trace<LearningRoute> {
  const learner = zipfIds(learners);
  return (iteration) => {
    const draw = drawsOf(seed, iteration);
    const path = weighted(mix, draw);
    return {
      route: `GET /api/analytics/${path}`,
      path: `/api/analytics/${path}?userId=${learner(draw)}`,
      body: null,
      acceptEncoding: weighted(encodings, draw),
      next: draw() < reloadShare ? 'reload' : 'nothing',
    };
  };
}
