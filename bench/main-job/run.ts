import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { studentQuantile } from '../../gate/core/stats/student-t.ts';
import { withEmptyCaches } from './config.ts';

/**
 * Times the main job as a newcomer meets it: a clone of the last commit, `npm start` with empty caches of npm and Go, then
 * `npm start` again. Bars: clone to report in 5 minutes, warm start to report in 90 s, report of at most 400 kB, on two
 * cores. What the system's package manager brought before (Redis) is not brought again. Exit 1 beyond a bar.
 *
 * `node bench/main-job/run.ts [WARM_STARTS]` (default 3, at least 2)
 */
const COLD_BAR_SECONDS = 300;
const WARM_BAR_SECONDS = 90;
const REPORT_BAR_BYTES = 400_000;
/** `npm start` ends with 0, 1 or 2 when there is a verdict. */
const COULD_NOT_RUN = 3;

const warmStarts = Math.max(2, Number(process.argv[2] ?? 3));
const folder = await mkdtemp(join(tmpdir(), 'loadline-main-job-'));
const clone = join(folder, 'clone');

try {
  const cold = await seconds('git', ['clone', '--quiet', join(import.meta.dirname, '..', '..'), clone], folder);
  const start = () => seconds('npm', ['start'], clone);
  const first = cold + (await start());
  const warm: number[] = [];
  for (let round = 0; round < warmStarts; round += 1) warm.push(await start());
  const { size } = await stat(join(clone, '.loadline', 'reports', 'latest.html'));
  const [lower, upper] = interval(warm);
  const rows = [
    {
      what: 'clone to report',
      is: `${first.toFixed(1)} s`,
      bar: `${COLD_BAR_SECONDS} s`,
      isMet: first <= COLD_BAR_SECONDS,
    },
    {
      what: `warm start to report, mean of ${warm.length}`,
      is: `${mean(warm).toFixed(1)} s [${lower.toFixed(1)}, ${upper.toFixed(1)}]`,
      bar: `${WARM_BAR_SECONDS} s`,
      isMet: lower <= WARM_BAR_SECONDS,
    },
    {
      what: 'report',
      is: `${(size / 1000).toFixed(0)} kB`,
      bar: `${REPORT_BAR_BYTES / 1000} kB`,
      isMet: size <= REPORT_BAR_BYTES,
    },
  ];
  for (const { what, is, bar, isMet } of rows) console.log(`${what}: ${is}, bar ${bar}: ${isMet ? 'met' : 'missed'}`);
  if (rows.some(({ isMet }) => !isMet)) process.exitCode = 1;
} finally {
  // Go makes its module cache read-only.
  await seconds('chmod', ['-R', 'u+w', folder], tmpdir());
  await rm(folder, { recursive: true, force: true });
}

/** Wall time of a command that must not fail to run; what it prints goes to stderr. */
async function seconds(command: string, args: readonly string[], cwd: string): Promise<number> {
  const began = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: withEmptyCaches(folder),
    stdio: ['ignore', process.stderr, process.stderr],
  });
  const [code] = await once(child, 'exit');
  if (code === null || code >= COULD_NOT_RUN) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
  return (performance.now() - began) / 1000;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Two-sided 95 % interval of the mean: t over the starts. */
function interval(values: readonly number[]): readonly [number, number] {
  const centre = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  const half = studentQuantile(0.975, values.length - 1) * Math.sqrt(variance / values.length);
  return [centre - half, centre + half];
}
