import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect } from 'vitest';
import { freePort } from '../../gate/collect/free-port.ts';
import { parseRunRecord } from '../../gate/ingest/run-record.ts';
import { PROJECT, testWithK6 } from '../collect/k6-under-test.ts';
import { processesWith } from '../collect/processes.ts';
import { loadline } from './loadline.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-run-'));
  cpSync(join(PROJECT, 'tests', 'collect', 'subject.mjs'), join(folder, 'subject.mjs'));
});
afterEach(() => {
  const left = processesWith(folder);
  rmSync(folder, { recursive: true });
  expect(left, 'processes left behind').toEqual([]);
});

/** 22 blocks, two more than a verdict needs. */
const script = (
  thresholds: string,
  body = `http.get(__ENV.BASE_URL + '/users/' + __ITER);`,
) => `import http from 'k6/http';
export const options = { thresholds: ${thresholds}, scenarios: { load: { executor: 'constant-arrival-rate', rate: 60,
  duration: '22s', preAllocatedVUs: 20 } } };
export default function () { ${body} }`;

const runs = () => readdirSync(join(folder, '.loadline', 'runs')).filter((name) => name.endsWith('.json.gz'));
const record = () => {
  const name = runs()[0] ?? '';
  return parseRunRecord(gunzipSync(readFileSync(join(folder, '.loadline', 'runs', name))).toString('utf8'), name);
};

testWithK6(
  'a foreign script on a running service: its thresholds are judged, record and report are written',
  async () => {
    const { url, subject } = await running();
    try {
      writeFileSync(
        join(folder, 'browse.js'),
        script(`{ http_req_duration: ['p(50)<2000'], http_req_failed: ['rate<0.05'] }`),
      );
      const withPassword = url.replace('//', '//me:pw@');
      const ended = await loadline(folder, ['run', '--scenario', 'browse.js', `--url=${withPassword}`]);
      expect(ended.stderr).not.toMatch(/Error|undefined|NaN/);
      expect(ended.stdout).toMatch(/PASS +2 of 2 targets met/);
      expect(ended.code).toBe(0);
      expect(record()).toMatchObject({
        outcome: 'pass',
        benchmark: { kind: 'load', name: 'browse' },
        subject: { url },
        manifest: { command: ['npx', 'loadline', 'run', '--scenario', 'browse.js', `--url=${url}`] },
      });
      expect(JSON.stringify(record())).not.toContain('me:pw');
      const report = readFileSync(join(folder, '.loadline', 'reports', 'latest.html'), 'utf8');
      expect(report).toContain('GET /users/:id');
      expect(report).not.toMatch(/undefined|NaN/);

      const again = await loadline(folder, ['report']);
      expect(again.code).toBe(0);
      expect(readFileSync(again.stdout.trim(), 'utf8')).toBe(report);
    } finally {
      subject.kill();
    }
  },
  90_000,
);
testWithK6(
  'a started subject that misses a target of its profile fails; one without any target is undecided',
  async () => {
    writeFileSync(join(folder, 'load.js'), script('{}'));
    const subject = { command: ['node', join(folder, 'subject.mjs')], url: 'http://127.0.0.1:{port}' };
    const profiles = {
      impossible: [
        { metric: 'latency.p95', below: 0.0001, source: 'test' },
        { metric: 'latency.p95', route: 'GET /nowhere', below: 1000, source: 'test' },
      ],
    };
    const config = { subjects: { toy: subject }, scenarios: { load: { script: 'load.js' } }, profiles };
    writeFileSync(join(folder, 'loadline.config.json'), JSON.stringify(config));
    const [failed, undecided, mapped] = await Promise.all([
      loadline(folder, ['run']),
      loadline(folder, ['run', '--scenario', './load.js']),
      loadline(folder, ['run', '--scenario', './load.js', '--undecided', 'pass']),
    ]);
    expect(failed.stdout).toMatch(/missed +latency.p95/);
    expect(failed.stdout).toMatch(/invalid +latency.p95 of GET \/nowhere/);
    expect(failed.code).toBe(1);
    expect(undecided.stdout).toMatch(/UNDECIDED +nothing to judge/);
    expect(undecided.code).toBe(2);
    expect(mapped.stdout).toContain('UNDECIDED');
    expect(mapped.code).toBe(0);
    expect(runs()).toHaveLength(3);
  },
  120_000,
);

testWithK6(
  'a script that throws in every iteration is never green, though k6 exits 0',
  async () => {
    const { url, subject } = await running();
    try {
      writeFileSync(
        join(folder, 'bad.js'),
        script(`{ http_req_duration: ['p(95)<2000'] }`, `throw new Error('boom');`),
      );
      const ended = await loadline(folder, ['run', '--scenario', 'bad.js', '--url', url]);
      expect(ended.stdout).toMatch(/invalid +.*boom/);
      expect(ended.stdout).toContain('UNDECIDED');
      expect(ended.code).toBe(2);
      expect(record().targets).toMatchObject([{ verdict: 'invalid' }]);
    } finally {
      subject.kill();
    }
  },
  90_000,
);

/** A subject that somebody else started. */
async function running(): Promise<{ readonly url: string; readonly subject: ChildProcess }> {
  const port = await freePort();
  const subject = spawn(process.execPath, [join(PROJECT, 'tests', 'collect', 'subject.mjs')], {
    env: { ...process.env, PORT: String(port) },
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok === true) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url, subject };
}
