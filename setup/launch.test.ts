import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startMarked, startMarkedModule } from '../tests/marked-processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'loadline-test-launch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const url = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);

/** The source of a launcher that runs this script in its place. */
function launcher(script: string): string {
  const file = join(mkdtempSync(join(folder, 'script-')), 'script.mjs');
  writeFileSync(file, script);
  return `
    import { endWithNpm } from ${url('end-with-npm.mjs')};
    import { launch } from ${url('launch.mjs')};
    endWithNpm();
    process.exitCode = await launch({ node: process.execPath, script: ${JSON.stringify(file)}, args: ['a b', '--c'], env: { GIVEN: 'given' } });
  `;
}

const patient = (signal: string) =>
  `process.on('${signal}', () => { console.log('cleaning'); setTimeout(() => process.exit(9), 50); }); setInterval(() => {}, 1000); console.log('ready');`;

test('arguments, variables and the exit code pass through, and `node` is the Node that was chosen', async () => {
  const run = startMarkedModule(
    launcher(
      `console.log(JSON.stringify([process.argv.slice(2), process.env.GIVEN, process.env.PATH.split(':')[0]])); process.exit(4)`,
    ),
  );
  await run.allGone();
  expect(JSON.parse(run.output())).toEqual([['a b', '--c'], 'given', dirname(process.execPath)]);
  expect(run.child.exitCode).toBe(4);
});

test.for(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s reaches the program once, which ends in its own time',
  async (signal) => {
    const run = startMarkedModule(launcher(patient(signal)));
    await run.says('ready');
    run.child.kill(signal);
    await run.allGone();
    expect(run.output().match(/cleaning/g)).toHaveLength(1);
    expect(run.child.exitCode).toBe(9);
  },
);

test('a program that a signal ends gives the exit code that shells give', async () => {
  const run = startMarkedModule(launcher(`process.kill(process.pid, 'SIGKILL')`));
  await run.allGone();
  expect(run.child.exitCode).toBe(137);
});

test('when the launcher is killed outright the program hears SIGTERM; its forks and threads are left to it', async () => {
  const run = startMarkedModule(
    launcher(`
      import { fork } from 'node:child_process';
      import { Worker } from 'node:worker_threads';
      if (process.send) process.send('fork');
      else {
        new Worker('setInterval(() => {}, 1000)', { eval: true });
        fork(process.argv[1]).on('message', (text) => console.log(text, 'reports'));
        ${patient('SIGTERM')}
      }
    `),
  );
  await run.says('fork reports');
  await run.says('ready');
  run.child.kill('SIGKILL');
  await run.allGone();
  expect(run.output().match(/cleaning/g)).toHaveLength(1);
});

test('when npm is killed outright the program hears SIGTERM', async () => {
  writeFileSync(join(folder, 'launcher.mjs'), launcher(patient('SIGTERM')));
  const scripts = { go: `${JSON.stringify(process.execPath)} launcher.mjs` };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'launched', version: '1.0.0', scripts }));
  const run = startMarked('npm', ['run', 'go'], { cwd: folder });
  await run.says('ready');
  run.child.kill('SIGKILL');
  await run.allGone();
  expect(run.output()).toContain('cleaning');
});
