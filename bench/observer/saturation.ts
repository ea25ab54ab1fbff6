import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { CLOSED_SCRIPT } from './k6-scripts.ts';
import { watchOthers } from './others.ts';
import { type PairedRatio, pairedRatio } from './paired-ratio.ts';
import { ProcessTree } from './process-tree.ts';
import { inScriptFolder } from './script-folder.ts';
import { type Side, type SideStart, startSide } from './sides.ts';
import type { Subject } from './subject-process.ts';

/** Each side has the machine to itself for so long at a time, after it had so long to get going again. */
const TURN_MS = 200;
const LEAD_MS = 40;
/** Turns of each side that make one pair: so many that what the host does to one pair tells little of the next. */
const TURNS_PER_PAIR = 10;
/** Until a side has come to its pace. */
const START_MS = 8000;

/** A side that is stopped but for its turns. */
interface Driver {
  readonly tree: ProcessTree;
  end(): Promise<void>;
}

export interface Saturation extends PairedRatio {
  /** Share of the machine that other programs used meanwhile. */
  readonly others: number;
}

/**
 * Requests a second of `loadline run` over those of k6 as it comes, both as fast as they go on the same subject. Both are started,
 * and from then on each stands still (SIGSTOP) while the other runs, by turns: what the host does to one it does to the other.
 */
export function measureSaturation(subject: Subject, pairs: number): Promise<Saturation> {
  return inScriptFolder(CLOSED_SCRIPT, async (cwd) => {
    const start: SideStart = { url: subject.url, cwd, stdio: 'ignore' };
    const drivers: Driver[] = [];
    try {
      for (const side of ['bare', 'measured'] as const) drivers.push(await startDriver(side, start));
      const [bare, measured] = drivers as [Driver, Driver];
      const { cpuSeconds } = subject;
      const others = watchOthers(() => [bare, measured].reduce((sum, { tree }) => sum + tree.seconds, cpuSeconds()));
      const taken: [number, number][] = [];
      while (taken.length < pairs) {
        const pair = await takePair(subject, bare, measured, taken.length % 2 === 0);
        console.log(`at saturation: bare ${pair[0].toFixed(0)}/s, measured ${pair[1].toFixed(0)}/s`);
        taken.push(pair);
      }
      return { ...pairedRatio(taken), others: others() };
    } finally {
      for (const driver of drivers) await driver.end();
    }
  });
}

async function startDriver(side: Side, start: SideStart): Promise<Driver> {
  const child = startSide(side, start);
  const ended = once(child, 'exit');
  await sleep(START_MS);
  if (child.exitCode !== null) throw new Error(`the ${side} side ended with exit code ${child.exitCode}`);
  const tree = new ProcessTree(child.pid ?? 0);
  tree.signal('SIGSTOP');
  return {
    tree,
    async end() {
      // The first signal is to the one that we started, who ends what it started itself.
      tree.signal('SIGCONT');
      child.kill('SIGINT');
      await ended;
    },
  };
}

/** Requests a second, bare and measured. */
async function takePair(
  subject: Subject,
  bare: Driver,
  measured: Driver,
  isBareFirst: boolean,
): Promise<[number, number]> {
  const sums = new Map([bare, measured].map((driver) => [driver, { requests: 0, seconds: 0 }]));
  for (let turn = 0; turn < TURNS_PER_PAIR; turn += 1) {
    for (const driver of isBareFirst === (turn % 2 === 0) ? [bare, measured] : [measured, bare]) {
      driver.tree.signal('SIGCONT');
      await sleep(LEAD_MS);
      const from = await subject.count();
      await sleep(TURN_MS);
      const until = await subject.count();
      driver.tree.signal('SIGSTOP');
      const sum = sums.get(driver);
      if (sum === undefined) throw new TypeError('a side without a sum');
      sum.requests += until.requests - from.requests;
      sum.seconds += until.seconds - from.seconds;
    }
  }
  const rate = (driver: Driver) => (sums.get(driver)?.requests ?? 0) / (sums.get(driver)?.seconds ?? 0);
  return [rate(bare), rate(measured)];
}
