import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs every micro suite, or those that are named, each in a plain Node process of its own, one after the other: a suite's
 * compiled code and garbage are its own. Prints what they print: one JSON line a task. They read our stdin, which tells their turns
 * and ends with whoever drives us.
 */
const folder = import.meta.dirname;
const suites = readdirSync(folder)
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => name.slice(0, -'.bench.ts'.length))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !suites.includes(name));
if (unknown !== undefined) {
  console.error(`there is no micro suite "${unknown}". Known: ${suites.join(', ')}.`);
  process.exit(3);
}

for (const name of wanted.length > 0 ? wanted : suites) {
  const args = [join(folder, 'run-suite.ts'), join(folder, `${name}.bench.ts`)];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  if (code !== 0) {
    console.error(`the micro suite "${name}" ended with ${code}`);
    process.exit(1);
  }
}
