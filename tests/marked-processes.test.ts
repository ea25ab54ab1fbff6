import { expect, test } from 'vitest';
import { startMarked } from './marked-processes.ts';

test('what a process starts is found, marked or not, and nothing else is', async () => {
  const stranger = startMarked('sleep', ['60']);
  const run = startMarked('sh', ['-c', 'env -i sleep 61 & sleep 62 & echo started; wait']);
  await run.says('started');
  await expect
    .poll(() =>
      run
        .commandLines()
        .map((line) => line.replace(/^\d+ /, '').trim())
        .sort(),
    )
    .toEqual(['sh -c env -i sleep 61 & sleep 62 & echo started; wait', 'sleep 61', 'sleep 62']);
  expect(stranger.living()).toEqual([stranger.child.pid]);
  expect(run.living()).not.toContain(process.pid);
  expect(run.living()).not.toContain(1);
  run.child.kill('SIGKILL');
  await expect.poll(() => run.living().length).toBe(2);
  for (const pid of run.living()) process.kill(pid, 'SIGTERM');
  await run.allGone();
});
