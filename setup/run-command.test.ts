import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startMarkedModule } from '../tests/marked-processes.ts';
import { ask, run } from './run-command.mjs';

const folder = mkdtempSync(join(tmpdir(), 'loadline-test-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a failing command shows the first and the last of what it said', async () => {
  const script = 'for i in $(seq 40); do echo "line $i"; done; exit 5';
  const failed = run('sh', ['-c', script], { logFile: join(folder, 'fail.log') });
  await expect(failed).rejects.toThrow(/ended with 5:\n {2}\| line 1\n.*\| … 24 lines …\n.*\| line 40\n.*fail\.log/s);
});

test('a command that is not there is an error, and an answer of null', async () => {
  await expect(run('/nonexistent', [], { logFile: join(folder, 'none.log') })).rejects.toThrow('ENOENT');
  expect(await ask('/nonexistent', [])).toBeNull();
  expect(await ask('sh', ['-c', 'exit 1'])).toBeNull();
});

/** A process that runs `sleep` for a long time, and says when. */
function start(isLeftToFinish: boolean, seconds: number) {
  const done = join(folder, `done-${isLeftToFinish}`);
  const process = startMarkedModule(`
    import { run } from ${JSON.stringify(new URL('run-command.mjs', import.meta.url).href)};
    const running = run('sh', ['-c', 'echo; sleep ${seconds} && touch ${done}'], { logFile: ${JSON.stringify(join(folder, 'long.log'))}, isLeftToFinish: ${isLeftToFinish} });
    setTimeout(() => console.log('running'), 200);
    await running;
  `);
  return { process, done };
}

test('what a killed set-up was running ends with it', async () => {
  const { process } = start(false, 600);
  await process.says('running');
  process.child.kill('SIGKILL');
  await process.allGone();
});

test('a package manager is left to finish, for half an installation is worse than one too many', async () => {
  const { process, done } = start(true, 1);
  await process.says('running');
  process.child.kill('SIGKILL');
  await process.allGone();
  expect(existsSync(done)).toBe(true);
});
