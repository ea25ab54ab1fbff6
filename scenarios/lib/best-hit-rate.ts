import type { Trace, Visit } from './visit.ts';

/**
 * Share of reads, after the warm-up, that a cache without bounds would have held: what a trace allows, whatever the server. No
 * time to live ends within the run. `forget`: takes out what a write makes stale. For tests.
 */
export function bestHitRate(
  visitAt: Trace,
  plan: { readonly rate: number; readonly warmUpSeconds: number; readonly seconds: number },
  forget: (held: Set<string>, write: Visit) => void,
): number {
  const held = new Set<string>();
  let reads = 0;
  let hits = 0;
  for (let iteration = 0; iteration < plan.rate * (plan.warmUpSeconds + plan.seconds); iteration += 1) {
    const visit = visitAt(iteration);
    if (visit.body !== null) forget(held, visit);
    if (visit.body !== null || visit.route.endsWith('/stream')) continue;
    // Most users have one page of posts; other lists have another.
    const hasNext = visit.next === 'next page' && !visit.path.endsWith('/posts');
    const more = { reload: [visit.path], 'next page': hasNext ? [`${visit.path}&page=2`] : [], nothing: [] }[
      visit.next
    ];
    for (const key of [visit.path, ...more]) {
      if (iteration >= plan.rate * plan.warmUpSeconds) {
        reads += 1;
        if (held.has(key)) hits += 1;
      }
      held.add(key);
    }
  }
  return hits / reads;
}
