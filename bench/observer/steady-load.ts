import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { RunRecord } from '../../gate/core/model/run-record.ts';
import { mergeBuckets } from '../../gate/core/stats/merge-buckets.ts';
import { quantile } from '../../gate/core/stats/quantile.ts';
import { endedChildrenSeconds } from './cpu-time.ts';
import { LEAD_SECONDS, OPEN_SCRIPT } from './k6-scripts.ts';
import { MOST_OTHERS, watchOthers } from './others.ts';
import { inScriptFolder } from './script-folder.ts';
import { type Side, type SideStart, startSide } from './sides.ts';
import type { Subject } from './subject-process.ts';

/** Pairs thrown away, for each that is wanted, before we give up. */
const MOST_DISTURBED = 5;
/** Undecided, because the script asks for nothing. */
const MEASURED_EXIT_CODE = 2;

/** In ms. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
}

/**
 * Latency at 1,000 requests a second, bare and measured, each side in turn the first. A pair in which other programs used the
 * machine is thrown away and taken again. Throws where there are too many of those.
 */
export function measureSteadyLoad(subject: Subject, pairs: number): Promise<readonly [Latency, Latency][]> {
  return inScriptFolder(OPEN_SCRIPT, async (cwd) => {
    const start: SideStart = { url: subject.url, cwd, stdio: ['ignore', 'pipe', 'pipe'] };
    const taken: [Latency, Latency][] = [];
    for (let tries = 0; taken.length < pairs; tries += 1) {
      if (tries > pairs * (1 + MOST_DISTURBED))
        throw new Error('other programs use this machine: nothing can be measured');
      const others = watchOthers(() => endedChildrenSeconds() + subject.cpuSeconds());
      const first = taken.length % 2 === 0 ? 'bare' : 'measured';
      const one = await latencyOf(first, start);
      const other = await latencyOf(first === 'bare' ? 'measured' : 'bare', start);
      const pair: [Latency, Latency] = first === 'bare' ? [one, other] : [other, one];
      const isDisturbed = others() > MOST_OTHERS;
      console.log(
        `at 1,000/s: bare ${describe(pair[0])}, measured ${describe(pair[1])}${isDisturbed ? ': thrown away' : ''}`,
      );
      if (!isDisturbed) taken.push(pair);
    }
    return taken;
  });
}

async function latencyOf(side: Side, start: SideStart): Promise<Latency> {
  const child = startSide(side, start);
  if (child.stdout === null || child.stderr === null) throw new TypeError('a side without pipes');
  const [printed, said, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (exitCode !== (side === 'bare' ? 0 : MEASURED_EXIT_CODE))
    throw new Error(`the ${side} side ended with exit code ${exitCode}: ${said.slice(-2000)}`);
  return side === 'bare' ? summaryLatency(printed) : recordLatency(printed);
}

function summaryLatency(printed: string): Latency {
  const { 'p(50)': p50, 'p(95)': p95 } = JSON.parse(printed) as Record<string, number>;
  if (p50 === undefined || p95 === undefined) throw new Error(`k6's summary tells no latency: ${printed}`);
  return { p50, p95 };
}

function recordLatency(printed: string): Latency {
  const record = JSON.parse(printed) as RunRecord;
  const all = record.measurement.series.find(({ name, route }) => name === 'latency' && route === null);
  const blocks = all?.kind === 'distribution' ? all.blocks.filter(({ at }) => at > LEAD_SECONDS) : [];
  if (blocks.length === 0) throw new Error('nothing was measured');
  const latency = mergeBuckets(blocks);
  return { p50: quantile(latency, 0.5), p95: quantile(latency, 0.95) };
}

function describe({ p50, p95 }: Latency): string {
  return `p50 ${p50.toFixed(3)} p95 ${p95.toFixed(3)} ms`;
}
