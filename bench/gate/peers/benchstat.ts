import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputOf, type PeerTool, peerFolder, prepareTool } from './peer-tool.ts';

/** Samples of two variants. */
export interface Sides {
  readonly baseline: readonly number[];
  readonly candidate: readonly number[];
}

export interface BenchstatAnswer {
  /** What benchstat prints as `vs base`, as a fraction; `null` where it prints `~`: no significant difference. */
  readonly change: number | null;
  /** With the three decimals that it prints. */
  readonly p: number;
}

/** benchstat, built from the module that `benchstat/go.sum` pins. Needs Go and the module proxy the first time. */
export function buildBenchstat(): PeerTool {
  return prepareTool(() => {
    const file = join(peerFolder('benchstat'), 'benchstat');
    outputOf('go', ['build', '-mod=readonly', '-trimpath', '-o', file, 'golang.org/x/perf/cmd/benchstat'], {
      cwd: join(import.meta.dirname, 'benchstat'),
    });
    return file;
  });
}

/** What benchstat says of each case, at its default level of .05. One file a side, as its documentation advises. */
export function askBenchstat(file: string, cases: readonly Sides[]): readonly BenchstatAnswer[] {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-benchstat-'));
  try {
    for (const side of ['baseline', 'candidate'] as const) {
      const lines = cases.flatMap((one, position) => one[side].map((ns) => `BenchmarkCase${position} 1 ${ns} ns/op`));
      writeFileSync(join(folder, side), `${lines.join('\n')}\n`);
    }
    const csv = outputOf(file, ['-format', 'csv', 'baseline', 'candidate'], { cwd: folder });
    const answers = csv.split('\n').flatMap((line): readonly BenchstatAnswer[] => {
      const match = /^Case\d+,.*,(~|[+-][\d.]+%),p=([\d.]+) n=/.exec(line);
      if (match === null) return [];
      const [, change = '~', p] = match;
      return [{ change: change === '~' ? null : Number.parseFloat(change) / 100, p: Number(p) }];
    });
    if (answers.length !== cases.length)
      throw new Error(`benchstat answered ${answers.length} of ${cases.length} cases`);
    return answers;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
