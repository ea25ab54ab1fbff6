import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FunctionTotal } from '../../core/model/explanation.ts';
import { profileVariables } from './profile-variables.ts';
import { readProfiles } from './read-profiles.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline profiles-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Its hot function is small enough to be inlined into its caller. */
const SPINNER = `
  export function spin(turns) { let x = 1; for (let i = 0; i < turns; i += 1) x = (x * 1103515245 + 12345) & 0x7fffffff; return x; }
`;
const PROGRAM = `
  import { spin } from './lib/spin.mjs';
  let sum = 0;
  process.stdout.write('here\\n');
  function handle() { sum += spin(20_000); }
  const until = performance.now() + Number(process.env.BUSY_MS);
  while (performance.now() < until) handle();
  process.on('exit', () => sum);
`;

function checkout(): string {
  const root = join(folder, 'a checkout');
  mkdirSync(join(root, 'lib'), { recursive: true });
  writeFileSync(join(root, 'lib', 'spin.mjs'), SPINNER);
  writeFileSync(join(root, 'program.mjs'), PROGRAM);
  return root;
}

async function run(root: string, directory: string, env: Record<string, string> = {}): Promise<number | null> {
  const child = spawn(process.execPath, ['program.mjs'], {
    cwd: root,
    env: { BUSY_MS: '300', ...profileVariables(directory, '--no-warnings'), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  if (env.KILLED) child.kill('SIGKILL');
  const [exitCode] = await once(child, 'exit');
  return exitCode;
}

/** What must have been found. */
function read(...how: Parameters<typeof readProfiles>): readonly FunctionTotal[] {
  const functions = readProfiles(...how);
  if (typeof functions === 'string') throw new Error(functions);
  return functions;
}

const EVER = { fromUs: 0, untilUs: Number.POSITIVE_INFINITY };

test('a process that knows nothing of us writes a profile in which the hot function has its own name and its path', async () => {
  const root = checkout();
  const directory = join(folder, 'of the "baseline"');
  expect(await run(root, directory)).toBe(0);
  const functions = read(directory, root, EVER);
  const [hottest] = functions.toSorted((a, b) => b.ms - a.ms);
  expect(hottest).toMatchObject({ name: 'spin', path: 'lib/spin.mjs', line: 2 });
  expect(hottest?.ms).toBeGreaterThan(100);
});

test('the clock of the profile is ours: a window before its start holds nothing', async () => {
  const root = checkout();
  const nowUs = () => Number(process.hrtime.bigint() / 1000n);
  const before = { fromUs: nowUs() - 1e6, untilUs: nowUs() };
  await run(root, folder, { BUSY_MS: '50' });
  const during = { fromUs: before.untilUs, untilUs: nowUs() };
  expect(readProfiles(folder, root, before)).toMatch(/no sample/);
  expect(read(folder, root, during)).not.toEqual([]);
});

test('a checkout behind a link is the same checkout', async () => {
  const root = checkout();
  symlinkSync(root, join(folder, 'link'));
  await run(root, folder);
  const functions = read(folder, realpathSync(join(folder, 'link')), EVER);
  expect(functions).toContainEqual(expect.objectContaining({ name: 'spin', path: 'lib/spin.mjs' }));
});

test('all processes of a side count together', async () => {
  const root = checkout();
  await Promise.all([run(root, folder, { BUSY_MS: '100' }), run(root, folder, { BUSY_MS: '100' })]);
  const functions = read(folder, root, EVER);
  expect(functions.filter(({ name }) => name === 'spin')).toHaveLength(2);
});

test('no profile, as of a process that is killed, is a reason', async () => {
  const root = checkout();
  expect(await run(root, join(folder, 'killed'), { KILLED: 'yes', BUSY_MS: '10000' })).toBeNull();
  expect(readProfiles(join(folder, 'killed'), root, EVER)).toBe(
    'no process of it wrote a profile: it is no Node, or does not end by itself when it gets SIGTERM',
  );
});

test('one profile that was cut off spoils the side', async () => {
  const root = checkout();
  await run(root, folder, { BUSY_MS: '50' });
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'));
  writeFileSync(join(folder, 'cut.cpuprofile'), readFileSync(join(folder, name), 'utf8').slice(0, -100));
  expect(readProfiles(folder, root, EVER)).toBe('the profile was not written to its end');
});
