import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

const here = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);

async function interrupted(code: string, signal: NodeJS.Signals) {
  const child = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { interruptible } from ${here('interruption.mjs')};
     import { Progress } from ${here('progress.mjs')};
     const progress = new Progress(process.stderr);
     ${code}`,
  ]);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  await once(child.stderr, 'data');
  child.kill(signal);
  const [exitCode, endedBy] = await once(child, 'close');
  return { said, exitCode, endedBy };
}

const waiting = `await interruptible(progress, () => { progress.say('k6', 'building'); return new Promise((resolve) => setTimeout(resolve, 60_000)); });`;

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s in the set-up is answered with one sentence and exit code %i', async (signal, expected) => {
  const { said, exitCode } = await interrupted(waiting, signal);
  expect(said).toBe(
    `set-up: k6: building\nset-up: stopped by ${signal}; what is done stays, the next start goes on from there\n`,
  );
  expect(exitCode).toBe(expected);
});

test('after the set-up signals are left to whoever comes next', async () => {
  const { said, endedBy } = await interrupted(
    `await interruptible(progress, async () => {}); progress.note('ready'); setTimeout(() => {}, 60_000);`,
    'SIGINT',
  );
  expect([said, endedBy]).toEqual(['set-up: ready\n', 'SIGINT']);
});
