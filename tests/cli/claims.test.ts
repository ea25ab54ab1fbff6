import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseClaimsRecord } from '../../gate/ingest/claims-record.ts';
import { PROJECT } from '../collect/k6-under-test.ts';
import { eventually, processesWith } from '../collect/processes.ts';
import { loadline } from './loadline.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-claims-'));
  cpSync(join(PROJECT, 'tests', 'cli', 'claimed-subject.mjs'), join(folder, 'subject.mjs'));
});
afterEach(() => {
  const left = processesWith(folder);
  rmSync(folder, { recursive: true });
  expect(left, 'processes left behind').toEqual([]);
});

const load = {
  routes: [{ route: 'GET /users/:id', path: '/users/{users}' }],
  zipf: 1,
  rate: 200,
  blocks: 20,
  requests: 6,
  warmUp: 5,
};
const contrast = (withIt: object, without: object, more: object = {}) => ({
  kind: 'requests',
  with: { label: 'on', switches: withIt },
  without: { label: 'off', switches: without },
  nets: ['0'],
  load,
  ...more,
});
const probe = (script: string) => ({
  kind: 'probe',
  with: { label: 'on' },
  without: { label: 'off' },
  command: ['node', '-e', script],
  seconds: 30,
});
const p50 = (below: number) => ({ kind: 'limit', metric: 'latency.p50', below });

const CONTRASTS = {
  fast: contrast({ delayMs: 0 }, { delayMs: 60 }, { nets: ['0', 'zone'] }),
  slow: contrast({ delayMs: 60 }, { delayMs: 60 }),
  refused: contrast({ refused: true }, {}),
  lacking: contrast({}, {}, { needs: ['redis'] }),
  losing: contrast({}, {}, { needs: ['store'], load: { ...load, routes: [{ route: 'GET /lose', path: '/lose' }] } }),
  dying: contrast({}, {}, { load: { ...load, routes: [{ route: 'GET /die', path: '/die' }] } }),
  printing: probe(
    `for (let block = 0; block < 24; block += 1) for (const side of ['with', 'without'])
       console.log(JSON.stringify({ side, block, metric: 'loads', unit: 'loads', numerator: side === 'with' ? 1 : 50, denominator: 1 }))`,
  ),
  flooding: probe(
    `const line = JSON.stringify({ side: 'with', block: 0, metric: 'loads', unit: 'loads', value: 1 }) + '\\n';
     const batch = line.repeat(1000);
     const write = () => { while (process.stdout.write(batch)); process.stdout.once('drain', write); };
     write();`,
  ),
  failing: probe(`console.error('out of coffee'); process.exit(3)`),
  telling: probe(`console.error('cannot reach ' + (process.env.DATABASE_URL ?? 'nothing')); process.exit(3)`),
};
const CLAIMS = [
  ['K1.limit', 'fast', p50(40)],
  ['K1.work', 'fast', { kind: 'change', metric: 'sql-per-request', atMost: -0.9 }],
  ['K2.refuted', 'slow', p50(40)],
  ['K2.anyway', 'slow', p50(2_000)],
  ['K3.refused', 'refused', p50(40)],
  ['K3.lacking', 'lacking', p50(40)],
  ['K3.losing', 'losing', p50(40)],
  ['K3.dying', 'dying', p50(40)],
  ['K3.failing', 'failing', p50(40)],
  ['K3.flooding', 'flooding', p50(40)],
  ['K5.telling', 'telling', p50(40)],
  ['K4.loads', 'printing', { kind: 'limit', metric: 'loads', below: 1.5 }],
].map(([id, name, rule]) => ({
  id,
  document: '004',
  place: 'Place',
  says: `what <b>${id}</b> says`,
  reading: null,
  contrast: name,
  rule,
}));

function writeProject(claims: readonly object[] = CLAIMS): void {
  mkdirSync(join(folder, 'claims'));
  writeFileSync(join(folder, 'claims', 'contrasts.json'), JSON.stringify({ contrasts: CONTRASTS }));
  writeFileSync(join(folder, 'claims', '004.json'), JSON.stringify({ claims }));
  writeFileSync(
    join(folder, 'loadline.config.json'),
    JSON.stringify({
      subjects: {
        mine: {
          command: ['node', join(folder, 'subject.mjs')],
          url: 'http://127.0.0.1:{port}',
          facts: 'server_info',
          counters: { path: '/metrics', series: {} },
        },
      },
      claims: { registry: 'claims', lab: { LAB_KEY: '{key}' } },
    }),
  );
}

function record() {
  const [name = ''] = readdirSync(join(folder, '.loadline', 'claims'));
  return parseClaimsRecord(gunzipSync(readFileSync(join(folder, '.loadline', 'claims', name))).toString(), name);
}

test('every claim gets the verdict that its contrast shows; what cannot be measured says why and is never confirmed', async () => {
  writeProject();
  const { code, stdout, stderr } = await loadline(folder, ['claims']);
  expect(stderr).not.toMatch(/Error:|undefined|NaN/);
  expect(code).toBe(2);
  const verdicts = Object.fromEntries(record().results.map(({ id, net, verdict }) => [`${id} ${net}`, verdict]));
  expect(verdicts).toEqual({
    'K1.limit 0': 'confirmed',
    'K1.limit zone': 'confirmed',
    'K1.work 0': 'confirmed',
    'K1.work zone': 'confirmed',
    'K2.refuted 0': 'refuted',
    'K2.anyway 0': 'not discriminating',
    'K3.refused 0': 'invalid',
    'K3.lacking 0': 'invalid',
    'K3.losing 0': 'invalid',
    'K3.dying 0': 'invalid',
    'K3.failing null': 'invalid',
    'K3.flooding null': 'invalid',
    'K4.loads null': 'confirmed',
    'K5.telling null': 'invalid',
  });
  const reasons = record()
    .results.filter(({ verdict }) => verdict === 'invalid')
    .map(({ reason }) => reason);
  expect(reasons[0]).toMatch(/400 .*no such switch/);
  expect(reasons[1]).toBe('no redis');
  expect(reasons[2]).toBe('store was "there" and is "lost"');
  expect(reasons[3]).toMatch(/^the subject died: exit code 3/);
  expect(reasons[4]).toMatch(/^the probe ended: exit code 3.*out of coffee/s);
  expect(reasons[5]).toMatch(/^the probe printed more than 200,000 lines/);
  expect(stdout).toContain('Document 004');
  expect(stdout).toMatch(/5 confirmed/);
  const page = readFileSync(join(folder, '.loadline', 'reports', 'claims.html'), 'utf8');
  expect(page).toMatch(/Content-Security-Policy" content="default-src (?:'|&#x27;)none/);
  expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  expect(page).toContain('what &lt;b&gt;K1.limit&lt;/b&gt; says');
  expect(JSON.stringify(record())).not.toContain('x-lab-key');
}, 120_000);

test('only what is asked for is measured, and verdicts of any kind exit with 0', async () => {
  writeProject();
  const { code, stdout } = await loadline(folder, ['claims', 'k2', 'K1.limit', '--net', '0', '--quick', '--json']);
  expect(code).toBe(0);
  const printed: unknown = JSON.parse(stdout);
  expect(printed).toMatchObject({
    format: 'loadline-claims',
    isQuick: true,
    results: [{ id: 'K1.limit' }, { id: 'K2.refuted', verdict: 'refuted' }, { id: 'K2.anyway' }],
  });
  expect(
    record()
      .measurements.map(({ contrast: name, net }) => `${name} ${net}`)
      .toSorted(),
  ).toEqual(['fast 0', 'slow 0']);
}, 60_000);

test('what is not there is said in a sentence, before anything is started', async () => {
  expect((await loadline(folder, ['claims'])).stderr).toContain('CLAIMS_MISSING');
  writeProject([{ ...CLAIMS[0], contrast: 'fats' }]);
  const broken = await loadline(folder, ['claims']);
  expect(broken).toMatchObject({ code: 3, stdout: '' });
  expect(broken.stderr).toContain(
    'CLAIMS_INVALID: 004.json is no part of a claim registry: the claim K1.limit names the contrast "fats"',
  );
  writeFileSync(join(folder, 'claims', '004.json'), JSON.stringify({ claims: CLAIMS }));
  expect((await loadline(folder, ['claims', 'K9'])).stderr).toContain(
    'there is no claim "K9". There are K1, K2, K3, K4, K5.',
  );
  expect((await loadline(folder, ['claims', '--document', '007'])).stderr).toContain('--document takes one of 004');
  expect((await loadline(folder, ['claims', '--net', 'moon'])).stderr).toContain('--net takes 0, zone, region');
}, 60_000);

test('an interruption leaves nothing running and nothing recorded', async () => {
  writeProject();
  const child = spawn(process.execPath, [join(PROJECT, 'bin', 'loadline.mjs'), 'claims', 'K2'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await eventually(() => said.includes('slow at net 0') && processesWith(join(folder, 'subject.mjs')).length > 0);
  child.kill('SIGINT');
  expect(await ended).toBe(3);
  expect(said).toContain('INTERRUPTED');
  await eventually(() => processesWith(join(folder, 'subject.mjs')).length === 0);
  expect(readdirSync(join(folder, '.loadline'))).not.toContain('claims');
}, 60_000);

test('what services keep secret is told nowhere, also not while a probe fails', async () => {
  writeProject();
  const file = join(folder, 'loadline.config.json');
  const config = JSON.parse(readFileSync(file, 'utf8'));
  const side = { DATABASE_URL: 'postgres://ada:hunter2hunter2@127.0.0.1:9/x' };
  const script = `console.log(JSON.stringify(${JSON.stringify({ baseline: side, candidate: side })})); process.stdin.resume()`;
  config.subjects.mine.services = ['node', '-e', script];
  writeFileSync(file, JSON.stringify(config));
  const { code, stdout, stderr } = await loadline(folder, ['claims', 'K5']);
  expect(code).toBe(2);
  expect(stderr).toContain('invalid: the probe ended: exit code 3');
  const page = readFileSync(join(folder, '.loadline', 'reports', 'claims.html'), 'utf8');
  expect([stdout, stderr, page, JSON.stringify(record())].join()).not.toContain('hunter2');
}, 30_000);

test('load goes to this machine and no other', async () => {
  writeProject();
  const config = JSON.parse(readFileSync(join(folder, 'loadline.config.json'), 'utf8'));
  config.subjects.mine = { url: 'http://192.0.2.1:8080' };
  writeFileSync(join(folder, 'loadline.config.json'), JSON.stringify(config));
  const { code } = await loadline(folder, ['claims', 'K2.anyway']);
  expect(code).toBe(2);
  expect(record().results).toMatchObject([{ verdict: 'invalid', reason: expect.stringMatching(/^HOST_NOT_ALLOWED/) }]);
}, 30_000);
