/**
 * What an L1 hit costs beside lru-cache's own `get`, and beside the awaited hits of bentocache and cacheable as they come: CPU time
 * a read, all contenders in one process, in random order each round, values of 2.9 kB of JSON. Exits 1 where an interval lies beyond its bar, 2 where
 * one straddles it. Usage: node bench/cache/l1.ts [rounds] [seed]
 */
import { seededRandom } from '../../gate/core/stats/random.ts';
import { shuffled } from '../shuffled.ts';
import { judgeBar, showRatio } from './bar.ts';
import { createContenders } from './l1-contenders.ts';

const KEYS = 2000;
const WARM_UP_ROUNDS = 3;
/** Reads a round: of those that take 20 times as long, fewer. */
const READS: Readonly<Record<string, number>> = { 'lru-cache get': 1e6, peek: 1e6, getOrSet: 4e5 };
const READS_OF_PEERS = 2e4;

const rounds = Number(process.argv[2] ?? 15);
const random = seededRandom(Number(process.argv[3] ?? 1));
const keys = Array.from({ length: KEYS }, (_, index) => `user:${index}`);
const reads = Array.from({ length: 1e6 }, () => keys[Math.floor(random() * KEYS)] ?? '');
const contenders = Object.entries(await createContenders(keys));

const taken = new Map<string, number[]>(contenders.map(([name]) => [name, []]));
for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
  for (const [name, read] of shuffled(contenders, random)) {
    const wanted = reads.slice(0, READS[name] ?? READS_OF_PEERS);
    const before = process.cpuUsage();
    const sum = await read(wanted);
    const { user, system } = process.cpuUsage(before);
    if (Number.isNaN(sum)) throw new TypeError(`${name} did not hold what it was asked for`);
    if (round >= 0) taken.get(name)?.push(((user + system) * 1000) / wanted.length);
  }
}
for (const [name, ns] of taken) console.log(`${name}: ${median(ns).toFixed(0)} ns of CPU time a hit`);
const pairs = (base: string, measured: string) =>
  (taken.get(base) ?? []).map((ns, round): [number, number] => [ns, taken.get(measured)?.[round] ?? Number.NaN]);
process.exitCode = Math.max(
  judgeBar('peek / lru-cache get', pairs('lru-cache get', 'peek'), { atMost: 3 }),
  judgeBar('awaited getOrSet / lru-cache get', pairs('lru-cache get', 'getOrSet'), { atMost: 10 }),
  judgeBar('bentocache / awaited getOrSet', pairs('getOrSet', 'bentocache'), { atLeast: 15 }),
  judgeBar('cacheable / awaited getOrSet', pairs('getOrSet', 'cacheable'), { atLeast: 15 }),
);
showRatio(
  'not judged: bentocache that does not serialise / awaited getOrSet',
  pairs('getOrSet', 'bentocache, not serialising'),
);

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}
