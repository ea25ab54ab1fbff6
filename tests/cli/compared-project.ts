import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ComparisonRecord } from '../../gate/core/model/comparison-record.ts';
import { parseComparisonRecord } from '../../gate/ingest/comparison-record.ts';
import { PROJECT } from '../collect/k6-under-test.ts';

/** A repository with a service whose speed is part of the revision, a k6 script, and a config. */
export interface ComparedProject {
  readonly folder: string;
  /** Commits the service as one that burns so many microseconds a request, or does not start. */
  commit(speed: { readonly busyUs: number; readonly isBroken?: boolean }): string;
  git(...words: readonly string[]): string;
  /** Every comparison that was recorded, oldest first. */
  records(): readonly ComparisonRecord[];
  remove(): void;
}

const SCRIPT = `import http from 'k6/http';
export const options = { scenarios: { load: { executor: 'constant-arrival-rate', rate: Number(__ENV.RATE),
  duration: (Number(__ENV.DURATION) + Number(__ENV.WARM_UP)) + 's', preAllocatedVUs: 20 } } };
export default function () { http.get(__ENV.BASE_URL + '/hello', { tags: { name: 'GET /hello' } }); }
`;

const CONFIG = {
  subjects: {
    toy: {
      command: ['node', 'server.mjs'],
      url: 'http://127.0.0.1:{port}',
      counters: {
        path: '/metrics',
        series: {
          'sql-per-request': {
            numerator: ['sql_statements_total'],
            denominator: ['http_requests_total'],
            unit: 'statements',
            better: 'lower',
          },
        },
      },
    },
  },
  scenarios: { hello: { script: 'script.js', rate: 150 } },
  suites: { micro: { tool: 'tinybench', command: ['node', 'suite.mjs'] } },
  compare: { primary: [{ metric: 'latency.p50' }, { metric: 'sql-per-request' }], margin: 0.1 },
};

export function comparedProject(): ComparedProject {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-compare-'));
  const git = (...words: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...words], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  cpSync(join(PROJECT, 'tests', 'cli', 'compared-subject.mjs'), join(folder, 'server.mjs'));
  cpSync(join(PROJECT, 'tests', 'cli', 'compared-suite.mjs'), join(folder, 'suite.mjs'));
  writeFileSync(join(folder, 'script.js'), SCRIPT);
  writeFileSync(join(folder, 'loadline.config.json'), JSON.stringify(CONFIG));
  writeFileSync(join(folder, '.gitignore'), '.loadline/\n');
  git('init', '-q', '-b', 'main');
  return {
    folder,
    git,
    commit({ busyUs, isBroken = false }) {
      writeFileSync(
        join(folder, 'speed.mjs'),
        `export const busyUs = ${busyUs};\nexport const isBroken = ${isBroken};\n`,
      );
      git('add', '.');
      git('commit', '-qm', `burns ${busyUs} µs`, '--allow-empty');
      return git('rev-parse', 'HEAD');
    },
    records() {
      const place = join(folder, '.loadline', 'comparisons');
      return readdirSync(place)
        .sort()
        .map((name) => parseComparisonRecord(gunzipSync(readFileSync(join(place, name))).toString(), name));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
