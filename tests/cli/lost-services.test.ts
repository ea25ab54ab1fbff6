import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect } from 'vitest';
import { parseRunRecord } from '../../gate/ingest/run-record.ts';
import { startPostgres } from '../../infra/postgres.ts';
import { startRedisProcess } from '../../reference-server/testing/redis-process.ts';
import { startTestDatabase } from '../../reference-server/testing/test-database.ts';
import { K6_BIN, PROJECT, testWithK6 } from '../collect/k6-under-test.ts';
import { eventually } from '../collect/processes.ts';
import { type Ended, loadline } from './loadline.ts';

// Not the system's folder for temporary files: as root, PostgreSQL runs as another user, who must get there.
const folder = mkdtempSync('/var/tmp/loadline-test-lost-');
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every user once, so that a read goes to the second tier and to the database, not to the first tier alone. */
const script = `import http from 'k6/http';
export const options = { scenarios: { load: { executor: 'constant-arrival-rate', rate: 40, duration: '24s',
  preAllocatedVUs: 40 } }, thresholds: { http_req_failed: ['rate<0.01'], http_req_duration: ['p(95)<5000'] } };
export default function () {
  http.get(__ENV.BASE_URL + '/api/users/' + (1 + (__ITER * 40 + __VU) % 2000), { tags: { name: 'GET /api/users/:id' } });
}`;

testWithK6(
  'PostgreSQL or Redis killed under load: never green, and what was recorded before stays readable',
  async () => {
    const postgres = await startPostgres({ directory: folder });
    const [database, redis, other] = await Promise.all([startTestDatabase(), startRedisProcess(), startRedisProcess()]);
    try {
      const [withoutPostgres, withoutRedis] = await Promise.all([
        runOn('postgres', { DATABASE_URL: postgres.url, REDIS_URL: other.url }, () =>
          killPostmaster(postgres.directory),
        ),
        runOn('redis', { DATABASE_URL: database.url, REDIS_URL: redis.url }, () => redis.signal('SIGKILL')),
      ]);
      // Whether a few answers of the first tier hide it or every request fails: what was measured is not the subject as it was.
      for (const [name, { code, stdout }] of Object.entries({ postgres: withoutPostgres, redis: withoutRedis })) {
        expect(code).toBe(2);
        expect(stdout).toMatch(
          new RegExp(`invalid +the subject changed under load: ${name} was .* and is ".*, lost 1 ×"`),
        );
        expect(stdout).toMatch(/invalid +http_req_duration.p95/);
      }
      expect(withoutPostgres.stdout).toMatch(/[\d.]+ % of the requests/);
      for (const name of ['postgres', 'redis']) {
        const [record = ''] = readdirSync(runsOf(name));
        const text = gunzipSync(readFileSync(join(runsOf(name), record))).toString('utf8');
        expect(parseRunRecord(text, record).outcome).not.toBe('pass');
      }
    } finally {
      await Promise.all([postgres.stop(), database.stop(), redis.stop(), other.stop()]);
    }
  },
  120_000,
);

const runsOf = (name: string) => join(folder, name, '.loadline', 'runs');

/** A run against a reference server with little data; `kill` is called in the middle of its load. */
async function runOn(name: string, services: Readonly<Record<string, string>>, kill: () => void): Promise<Ended> {
  const place = join(folder, name);
  mkdirSync(place);
  writeFileSync(join(place, 'script.js'), script);
  const config = {
    subjects: {
      reference: {
        command: ['node', join(PROJECT, 'reference-server', 'start.ts')],
        url: 'http://127.0.0.1:{port}',
        readyPath: '/health',
        env: {
          NODE_ENV: 'production',
          SEED_POSTS: '20000',
          SEED_USERS: '2000',
          SEED_EVENTS: '1000',
          SEED_TASKS: '1000',
          SEED_ACTIVITIES: '1000',
          SEED_LEARNING_EVENTS: '1000',
          SEED_LEARNERS: '100',
          SEED_METRICS: '1000',
          ...services,
        },
        facts: 'server_info',
        counters: { path: '/metrics', series: {} },
      },
    },
    scenarios: { load: { script: 'script.js' } },
  };
  writeFileSync(join(place, 'loadline.config.json'), JSON.stringify(config));
  const ended = loadline(place, ['run'], { env: { K6_BIN } });
  const logs = join(place, '.loadline', 'logs');
  // It makes its rows first.
  await eventually(() => isListening(logs), 60);
  await sleep(10_000);
  kill();
  return ended;
}

function isListening(logs: string): boolean {
  try {
    return readdirSync(logs).some((log) => readFileSync(join(logs, log), 'utf8').includes('listening on'));
  } catch {
    return false;
  }
}

function killPostmaster(directory: string | null): void {
  const [pid] = readFileSync(join(directory ?? '', 'data', 'postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGKILL');
}
