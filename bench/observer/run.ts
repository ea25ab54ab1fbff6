/**
 * What measuring costs: `loadline run` against k6 with no output, of the same script, in interleaved rounds on the same subject
 * and machine. Bars: at saturation (closed model) at most 10 % of the throughput; at 1,000 requests a second
 * nothing visible in p50 and p95, that is, no interval that lies wholly above 1. Exits 1 where one is missed. A round in
 * which other programs used the machine is thrown away and taken again, and where the interval of the throughput stays too wide to
 * say anything more rounds are taken; exits 3 where the machine is not left to us.
 * Usage: node bench/observer/run.ts [rounds]
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { machineSeconds, processSeconds } from './cpu-time.ts';
import type { Load } from './k6-scripts.ts';
import { type PairedRatio, pairedRatio } from './paired-ratio.ts';

const LEAST_THROUGHPUT = 0.9;
/** Share of the machine that others may use during a run. On two cores, one busy neighbour for a fifth of the time is 10 %. */
const MOST_OTHERS = 0.1;
/** Rounds thrown away, for each that is wanted, before we give up. */
const MOST_DISTURBED = 5;
/** Widest interval of the throughput that says something: a tenth of it is what measuring may cost. */
const WIDEST = 0.1;
/** Rounds at most, for each that is wanted. */
const MOST_ROUNDS = 3;
const rounds = Number(process.argv[2] ?? 8);
if (!(Number.isInteger(rounds) && rounds >= 2)) throw new RangeError(`at least 2 rounds are needed, not ${rounds}`);

type Side = 'bare' | 'measured';

/** What drive.ts prints. */
interface Driven {
  readonly cpuSeconds: number;
  readonly p50?: number;
  readonly p95?: number;
}
interface Figures {
  /** Share of the machine's CPU time that neither k6 nor its reader nor the subject used. */
  readonly others: number;
  readonly throughput: number;
  readonly p50: number;
  readonly p95: number;
}

const subject = spawn(process.execPath, [join(import.meta.dirname, 'subject.ts')], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
try {
  const url = `http://127.0.0.1:${await firstLine(subject)}`;
  await drive('closed', 'bare', url);
  const throughput = await measureThroughput(url);
  const open = await interleave('open', url, rounds);
  const p50 = pairedRatio(open.map(([bare, measured]) => [bare.p50, measured.p50]));
  const p95 = pairedRatio(open.map(([bare, measured]) => [bare.p95, measured.p95]));
  const results = [
    report(
      'throughput at saturation',
      throughput,
      `at least ${LEAST_THROUGHPUT}`,
      throughput.interval[1] >= LEAST_THROUGHPUT,
    ),
    report('p50 at 1,000 requests/s', p50, 'an interval that reaches 1', p50.interval[0] <= 1),
    report('p95 at 1,000 requests/s', p95, 'an interval that reaches 1', p95.interval[0] <= 1),
  ];
  process.exitCode = results.every(Boolean) ? 0 : 1;
} catch (error) {
  console.error(String(error));
  process.exitCode = 3;
} finally {
  subject.kill();
}

async function measureThroughput(url: string): Promise<PairedRatio> {
  const pairs: [number, number][] = [];
  for (let ratio: PairedRatio | null = null; ; ) {
    const taken = await interleave('closed', url, ratio === null ? rounds : 2);
    pairs.push(...taken.map(([bare, measured]): [number, number] => [bare.throughput, measured.throughput]));
    ratio = pairedRatio(pairs);
    if (ratio.interval[1] - ratio.interval[0] <= WIDEST) return ratio;
    if (pairs.length >= rounds * MOST_ROUNDS) throw new Error(`the machine is too unsteady: ${JSON.stringify(ratio)}`);
  }
}

/** Each round takes both sides, the first of them in turn. */
async function interleave(load: Load, url: string, count: number): Promise<readonly (readonly [Figures, Figures])[]> {
  const pairs: [Figures, Figures][] = [];
  let disturbed = 0;
  while (pairs.length < count) {
    const pair = await takeRound(load, url, pairs.length % 2 === 0 ? ['bare', 'measured'] : ['measured', 'bare']);
    if (pair === null) disturbed += 1;
    else pairs.push(pair);
    if (disturbed > rounds * MOST_DISTURBED)
      throw new Error('other programs use this machine: nothing can be measured');
  }
  console.log(`${load}: ${disturbed} rounds thrown away, in which others used the machine`);
  return pairs;
}

/** Both sides, bare first; `null` where the round was disturbed. */
async function takeRound(load: Load, url: string, order: readonly Side[]): Promise<[Figures, Figures] | null> {
  const figures: Partial<Record<Side, Figures>> = {};
  for (const side of order) {
    const taken = await drive(load, side, url);
    if (taken.others > MOST_OTHERS) return null;
    figures[side] = taken;
  }
  const { bare, measured } = figures;
  if (bare === undefined || measured === undefined) throw new TypeError('a round lacks a side');
  console.log(`${load}: bare ${describe(load, bare)}, measured ${describe(load, measured)}`);
  return [bare, measured];
}

async function drive(load: Load, side: Side, url: string): Promise<Figures> {
  await fetch(`${url}/start`);
  const before = { machine: machineSeconds(), subject: processSeconds(subject.pid ?? 0) };
  const script = join(import.meta.dirname, 'drive.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, load, side, url]);
  const after = { machine: machineSeconds(), subject: processSeconds(subject.pid ?? 0) };
  const { cpuSeconds, p50 = Number.NaN, p95 = Number.NaN } = JSON.parse(stdout) as Driven;
  const window = (await (await fetch(`${url}/window`)).json()) as { requests: number; seconds: number };
  const ours = cpuSeconds + after.subject - before.subject;
  const others = (after.machine.busy - before.machine.busy - ours) / (after.machine.all - before.machine.all);
  return { throughput: window.requests / window.seconds, p50, p95, others };
}

function describe(load: Load, { throughput, p50, p95 }: Figures): string {
  return load === 'closed' ? `${throughput.toFixed(0)}/s` : `p50 ${p50.toFixed(3)} p95 ${p95.toFixed(3)} ms`;
}

function report(what: string, { ratio, interval, pairs }: PairedRatio, bar: string, isMet: boolean): boolean {
  const [from, until] = interval.map((bound) => bound.toFixed(3));
  console.log(
    `${what}: measured / bare ${ratio.toFixed(3)} [${from}, ${until}], ${pairs} rounds; bar: ${bar}: ${isMet ? 'met' : 'MISSED'}`,
  );
  return isMet;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new TypeError('the subject has no stdout');
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return String(chunk).trim();
}
