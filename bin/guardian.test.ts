import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type MarkedProcess, startMarkedModule } from '../tests/marked-processes.ts';

const guardian = fileURLToPath(new URL('guardian.mjs', import.meta.url));

/** A parent that watches one child over a guardian. The child says its pid when it is ready for signals. */
function startParent(childSource: string, { verb = 'watch' } = {}): MarkedProcess {
  return startMarkedModule(`
    import { spawn } from 'node:child_process';
    const guardian = spawn(process.execPath, [${JSON.stringify(guardian)}], { detached: true, stdio: ['pipe', 'ignore', 'inherit'] });
    const child = spawn(process.execPath, ['--eval', ${JSON.stringify(childSource)}], { detached: true, stdio: ['ignore', 'inherit', 'inherit'] });
    guardian.stdin.write('watch ' + child.pid + '\\n' + ${JSON.stringify(verb)} + ' ' + child.pid + '\\nrubbish\\nwatch 1\\nwatch x\\n');
    setInterval(() => {}, 1000);
  `);
}

const obedient = `process.on('SIGTERM', () => { console.log('heard'); process.exit(); }); console.log('ready'); setInterval(() => {}, 1000);`;

test('a parent killed outright takes its child with it, by SIGTERM, and the guardian goes too', async () => {
  const parent = startParent(obedient);
  await parent.says('ready');
  expect(parent.living()).toHaveLength(3);
  parent.child.kill('SIGKILL');
  await parent.allGone();
  expect(parent.output()).toContain('heard');
});

test('a child that ignores SIGTERM, and what it has started, are killed', async () => {
  const parent = startParent(`
    process.on('SIGTERM', () => console.log('ignored'));
    require('node:child_process').spawn(process.execPath, ['--eval', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('ready')"], { stdio: 'inherit' });
    setInterval(() => {}, 1000);
  `);
  await parent.says('ready');
  expect(parent.living()).toHaveLength(4);
  parent.child.kill('SIGKILL');
  await parent.allGone();
  expect(parent.output()).toContain('ignored');
});

test('a forgotten child is left alone', async () => {
  const parent = startParent(obedient, { verb: 'forget' });
  await parent.says('ready');
  parent.child.kill('SIGKILL');
  await expect.poll(() => parent.living().length).toBe(1);
  const [child = Number.NaN] = parent.living();
  process.kill(child, 'SIGTERM');
  await parent.allGone();
});
