import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startMarkedModule } from '../tests/marked-processes.ts';
import { withLock } from './lock.mjs';

const folder = mkdtempSync(join(tmpdir(), 'loadline-test-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Takes the lock, and writes `in` and `out` to the journal at the beginning and the end of its stay. */
function contender(lock: string, journal: string, stayMs: number) {
  return startMarkedModule(`
    import { appendFileSync } from 'node:fs';
    import { withLock } from ${JSON.stringify(new URL('lock.mjs', import.meta.url).href)};
    await withLock(${JSON.stringify(lock)}, (owner) => console.log('waits for ' + owner), async () => {
      appendFileSync(${JSON.stringify(journal)}, 'in ');
      await new Promise((resolve) => setTimeout(resolve, ${stayMs}));
      appendFileSync(${JSON.stringify(journal)}, 'out ');
    });
  `);
}

/** The pid of a process that has ended. */
async function deadPid(): Promise<number> {
  const { child, allGone } = startMarkedModule('');
  await allGone();
  return child.pid ?? Number.NaN;
}

test('contenders for the lock of a dead process take it one after the other', async () => {
  const lock = join(folder, 'stale', 'lock');
  const journal = join(folder, 'journal');
  await withLock(
    lock,
    () => {},
    async () => {},
  );
  symlinkSync(`${await deadPid()} since 1`, lock);
  const contenders = Array.from({ length: 6 }, () => contender(lock, journal, 50));
  await Promise.all(contenders.map(({ allGone }) => allGone()));
  expect(readFileSync(journal, 'utf8')).toBe('in out '.repeat(6));
  expect(readdirSync(join(folder, 'stale'))).toEqual([]);
});

test('a pid that belongs to another process by now does not hold the lock', async () => {
  const lock = join(folder, 'recycled');
  symlinkSync(`${process.pid} since 1`, lock);
  expect(
    await withLock(
      lock,
      () => {},
      async () => 'taken',
    ),
  ).toBe('taken');
});

test('who must wait hears for whom', async () => {
  const lock = join(folder, 'held');
  let waiter = startMarkedModule('');
  await withLock(
    lock,
    () => {},
    async () => {
      waiter = contender(lock, join(folder, 'waiter'), 0);
      await waiter.says(`waits for ${process.pid}`);
      expect(existsSync(join(folder, 'waiter'))).toBe(false);
    },
  );
  await waiter.allGone();
  expect(readFileSync(join(folder, 'waiter'), 'utf8')).toBe('in out ');
});

test('the lock is given back when the action fails', async () => {
  const lock = join(folder, 'failing');
  const failing = withLock(
    lock,
    () => {},
    async () => {
      throw new Error('no');
    },
  );
  await expect(failing).rejects.toThrow('no');
  expect(readdirSync(folder)).not.toContain('failing');
});
