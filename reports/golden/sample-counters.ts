import type { Series } from '../../gate/core/model/series.ts';
import type { Random } from './random.ts';
import { levelSample, ratioSample } from './sample-series.ts';

/** What the subject's own counters say: tiers, pool, CPU, memory. */
export function counterSeries(seconds: number, noise: Random, load: (at: number) => number): readonly Series[] {
  const warming = (at: number): number => 1 - Math.exp(-at / 4);
  return [
    levelSample({ name: 'vus', unit: 'VUs', better: 'lower' }, seconds, noise, (at) => 6 * load(at)),
    ratioSample({ name: 'hit-rate', unit: 'share', better: 'higher' }, seconds, noise, (at) => 0.88 * warming(at + 1)),
    ratioSample(
      { name: 'hit-rate-l1', unit: 'share', better: 'higher' },
      seconds,
      noise,
      (at) => 0.55 * warming(at + 1),
    ),
    ratioSample(
      { name: 'hit-rate-l2', unit: 'share', better: 'higher' },
      seconds,
      noise,
      (at) => 0.33 * warming(at + 1),
    ),
    ratioSample({ name: 'pool-utilisation', unit: 'share', better: 'lower' }, seconds, noise, (at) => 0.22 * load(at)),
    ratioSample(
      { name: 'cpu-per-request', unit: 'ms', better: 'lower' },
      seconds,
      noise,
      (at) => 0.62 + 0.3 * Math.exp(-at / 5),
    ),
    ratioSample(
      { name: 'sql-per-request', unit: 'statements', better: 'lower' },
      seconds,
      noise,
      (at) => 1.2 - 0.9 * warming(at),
    ),
    ratioSample(
      { name: 'redis-per-request', unit: 'commands', better: 'lower' },
      seconds,
      noise,
      (at) => 1.1 - 0.6 * warming(at),
    ),
    levelSample({ name: 'event-loop-delay', unit: 'ms', better: 'lower' }, seconds, noise, (at) => 11.2 * load(at)),
    levelSample({ name: 'rss', unit: 'bytes', better: 'lower' }, seconds, noise, (at) => 141e6 + 1.1e6 * at),
  ];
}
