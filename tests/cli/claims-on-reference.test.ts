import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parseClaimsRecord } from '../../gate/ingest/claims-record.ts';
import { startTestDatabase } from '../../reference-server/testing/test-database.ts';
import { PROJECT } from '../collect/k6-under-test.ts';
import { processesWith } from '../collect/processes.ts';
import { loadline } from './loadline.ts';

const reference = join(PROJECT, 'reference-server');

test('claims of the real registry are measured on the real server, on a few rows', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-claims-'));
  const database = await startTestDatabase();
  try {
    const seed = Object.fromEntries(
      ['POSTS', 'EVENTS', 'TASKS', 'ACTIVITIES', 'LEARNING_EVENTS', 'METRICS'].map((name) => [`SEED_${name}`, '1000']),
    );
    writeFileSync(
      join(folder, 'loadline.config.json'),
      JSON.stringify({
        subjects: {
          reference: {
            command: ['node', join(reference, 'start.ts')],
            url: 'http://127.0.0.1:{port}',
            readyPath: '/health',
            // Nobody there: the server goes on with one tier.
            env: {
              ...seed,
              SEED_USERS: '300',
              SEED_LEARNERS: '300',
              DATABASE_URL: database.url,
              REDIS_URL: 'redis://127.0.0.1:1',
            },
            counters: { path: '/metrics', series: {} },
            facts: 'server_info',
          },
        },
        claims: { registry: join(reference, 'claims'), lab: { LAB_KEY: '{key}', LAB_PROXY: 'on' } },
      }),
    );
    const { code, stderr } = await loadline(folder, [
      'claims',
      'K8.l1',
      'K8.l1-faster',
      'K16.response',
      '--net',
      '0',
      '--quick',
    ]);
    expect(stderr).not.toMatch(/^[A-Z_]+:/m);
    const [name = ''] = readdirSync(join(folder, '.loadline', 'claims'));
    const { results, measurements } = parseClaimsRecord(
      gunzipSync(readFileSync(join(folder, '.loadline', 'claims', name))).toString(),
      name,
    );
    expect(results.filter(({ verdict }) => verdict === 'invalid')).toEqual([]);
    expect(code).toBe(0);
    const of = (id: string) => results.find((result) => result.id === id);
    expect(of('K16.response')).toMatchObject({ verdict: 'confirmed', effect: { change: expect.any(Number) } });
    expect(of('K8.l1')?.with.n).toBeGreaterThan(100);
    const learning = measurements.find(({ contrast }) => contrast === 'learning-l1');
    const total = (side: 'with' | 'without', series: string) =>
      learning?.[side].series
        .flatMap((one) => (one.name === series && one.route === null && one.kind === 'ratio' ? one.blocks : []))
        .reduce((sum, { numerator }) => sum + numerator, 0) ?? 0;
    expect(total('without', 'sql-per-request')).toBeGreaterThan(10 * total('with', 'sql-per-request'));
    expect(total('without', 'hit-rate')).toBe(0);
    expect(total('with', 'hit-rate-l1')).toBeGreaterThan(200);
    expect(learning?.facts).toHaveProperty('round trip to pg');
  } finally {
    await database.stop();
    const left = processesWith(folder);
    rmSync(folder, { recursive: true });
    expect(left, 'processes left behind').toEqual([]);
  }
}, 120_000);
