import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/*
 * Every bar of the gate, one bench after the other, each in its own process with its own seeds. LOADLINE_DATA names the folder of recorded
 * data. Exits 1 when any bar is missed. Usage: node bench/gate/run.ts
 */
const BENCHES = [
  ['1, 2: pairs, simulated and recorded', 'paired.ts'],
  ['1, 2: whole comparisons', 'comparison.ts'],
  ['1, 2: recorded launches with a known change', 'recorded.ts'],
  ['3: against history', 'history.ts'],
  ['4: change points', 'detect.ts'],
  ['5: coverage of intervals', 'coverage.ts'],
  ['6: determinism and speed', 'determinism.ts'],
] as const;

const missed: string[] = [];
for (const [bar, file] of BENCHES) {
  console.log(`\n=== bar ${bar} (${file})`);
  const started = performance.now();
  const path = fileURLToPath(new URL(file, import.meta.url));
  const { status } = spawnSync(process.execPath, [path], { stdio: 'inherit' });
  if (status !== 0) missed.push(file);
  console.log(`=== ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
console.log(missed.length === 0 ? '\nevery bar is reached' : `\nmissed in ${missed.join(', ')}`);
if (missed.length > 0) process.exitCode = 1;
