import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { isAlive } from '../../tests/collect/processes.ts';
import type { SubjectConfig } from '../core/model/config.ts';
import { startGuardian } from './guardian.ts';
import { locateSubject, startSubject } from './subject.ts';

const script = join(import.meta.dirname, '..', '..', 'tests', 'collect', 'subject.mjs');
const guardian = startGuardian();
afterAll(() => guardian.close());

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-subject-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Somebody else's service on a port of its own. */
const other = createServer((_, response) => response.end('other'));
beforeAll(() => new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve)));
afterAll(() => other.close());
const otherUrl = () => `http://127.0.0.1:${(other.address() as AddressInfo).port}`;

const logPath = () => join(folder, 'subject.log');
const log = () => readFileSync(logPath(), 'utf8');
const pidIn = (pattern: RegExp) => Number(pattern.exec(log())?.[1]);

const toy = (changes: Partial<SubjectConfig>): SubjectConfig => ({
  command: ['node', script],
  url: 'http://127.0.0.1:{port}',
  ...changes,
});

async function start(config: SubjectConfig, signal = new AbortController().signal) {
  const url = await locateSubject(config);
  const environment = { PATH: process.env.PATH };
  const subject = await startSubject({
    name: 'toy',
    config,
    url,
    cwd: folder,
    environment,
    logPath: logPath(),
    guardian,
    signal,
  });
  return { ...subject, url };
}

test('a subject gets a free port, answers, and is gone after stop', async () => {
  const subject = await start(toy({ readyPath: '/' }));
  expect((await fetch(subject.url)).status).toBe(200);
  const pid = pidIn(/pid (\d+)/);
  expect(isAlive(pid)).toBe(true);
  await subject.stop();
  expect(isAlive(pid)).toBe(false);
});

test('"node" is the runtime that measures, whatever the PATH has', async () => {
  const command = ['node', '-e', 'console.log(process.version); import(process.argv[1])', script];
  await (await start(toy({ command }))).stop();
  expect(log()).toContain(process.version);
});

test('stop ends what the subject started too', async () => {
  const subject = await start(toy({ env: { BEHAVIOUR: 'leaves-a-child' } }));
  const child = pidIn(/child (\d+)/);
  expect(isAlive(child)).toBe(true);
  await subject.stop();
  expect(isAlive(child)).toBe(false);
});

test('a subject on a fixed port that is taken is never mistaken for the one that has it', async () => {
  await expect(start(toy({ url: otherUrl() }))).rejects.toMatchObject({ code: 'PORT_TAKEN' });
});

test('a subject that listens where somebody else does already has ended, and its own last words are quoted', async () => {
  const port = new URL(otherUrl()).port;
  const command = ['node', '-e', `process.env.PORT = '${port}'; import(${JSON.stringify(script)})`];
  await expect(start(toy({ command }))).rejects.toMatchObject({
    code: 'SUBJECT_EXITED',
    message: expect.stringContaining('EADDRINUSE'),
  });
});

test('a subject that never becomes ready is ended and said to be so', async () => {
  const failure = start(toy({ env: { BEHAVIOUR: 'never-ready' }, readySeconds: 1 }));
  await expect(failure).rejects.toMatchObject({
    code: 'SUBJECT_NOT_READY',
    message: expect.stringMatching(/answers 503[\s\S]*subject listens/),
  });
  expect(isAlive(pidIn(/pid (\d+)/))).toBe(false);
});

test('with a readyPath only 2xx is ready', async () => {
  await expect(start(toy({ readyPath: '/missing', readySeconds: 1 }))).rejects.toMatchObject({
    code: 'SUBJECT_NOT_READY',
  });
});

test('a command that cannot be run is named', async () => {
  await expect(start(toy({ command: ['no-such-program'] }))).rejects.toMatchObject({
    code: 'SUBJECT_NOT_STARTED',
    message: expect.stringContaining('no-such-program'),
  });
});

test('a subject that dies tells how, with its last words', async () => {
  const subject = await start(toy({ env: { BEHAVIOUR: 'dies-after=3' } }));
  await fetch(subject.url).catch(() => {});
  await fetch(subject.url).catch(() => {});
  expect(await subject.died).toMatch(/exit code 3[\s\S]*out of coffee/);
});

test('a subject that runs already is found, and goes on after stop', async () => {
  const subject = await start({ url: otherUrl() });
  await subject.stop();
  expect((await fetch(otherUrl())).status).toBe(200);
});

test('nobody at the address is SUBJECT_UNREACHABLE, and no address is SUBJECT_URL_INVALID', async () => {
  await expect(start({ url: 'http://127.0.0.1:1' })).rejects.toMatchObject({
    code: 'SUBJECT_UNREACHABLE',
    message: expect.stringContaining('connection refused'),
  });
  await expect(start({ url: 'http://me:hunter2@127.0.0.1:1' })).rejects.toMatchObject({
    message: expect.not.stringContaining('hunter2'),
  });
  for (const url of ['127.0.0.1:8080', 'ftp://127.0.0.1', '', 'http://127.0.0.1:{port}']) {
    await expect(start({ url }), url).rejects.toMatchObject({ code: 'SUBJECT_URL_INVALID' });
  }
});

test('a start that is aborted leaves nothing', async () => {
  const abort = new AbortController();
  const starting = start(toy({ env: { BEHAVIOUR: 'never-ready' } }), abort.signal);
  setTimeout(() => abort.abort(), 700);
  await expect(starting).rejects.toThrow();
  expect(isAlive(pidIn(/pid (\d+)/))).toBe(false);
});
