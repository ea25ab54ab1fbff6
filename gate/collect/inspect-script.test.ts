import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect } from 'vitest';
import { K6_BIN, testWithK6 } from '../../tests/collect/k6-under-test.ts';
import { eventually, processesWith } from '../../tests/collect/processes.ts';
import { startGuardian } from './guardian.ts';
import { inspectScript } from './inspect-script.ts';
import { inspectCommand, k6Environment } from './k6-command.ts';

const guardian = startGuardian();
afterAll(() => guardian.close());

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-inspect-'));
  writeFileSync(join(folder, 'empty.json'), '{}');
});
afterEach(() => rmSync(folder, { recursive: true }));

function inspect(script: string, signal = new AbortController().signal): Promise<unknown> {
  const path = join(folder, 'script.js');
  writeFileSync(path, script);
  const env = k6Environment({ PATH: process.env.PATH, K6_VUS: '7', K6_DURATION: '1h' }, { TOKEN: 'hush-hush' });
  const command = inspectCommand({ k6: K6_BIN, emptyConfig: join(folder, 'empty.json'), script: path });
  const redact = (text: string) => text.replaceAll('hush-hush', '[TOKEN]');
  return inspectScript({ command, cwd: folder, env, guardian, signal }, redact);
}

const failure = (message: RegExp) => ({ code: 'K6_SCRIPT_FAILED', message: expect.stringMatching(message) });

testWithK6('options come resolved, and no K6_ variable of the user changes them', async () => {
  const options = `{ scenarios: { s: { executor: 'constant-vus', vus: 2, duration: '3s' } } }`;
  expect(await inspect(`export const options = ${options}; export default function () {}`)).toMatchObject({
    scenarios: { s: { executor: 'constant-vus', vus: 2, duration: '3s' } },
    maxVUs: 2,
  });
});

testWithK6('iterations without VUs, which k6 runs but does not inspect, are inspected', async () => {
  expect(await inspect('export const options = { iterations: 3 }; export default function () {}')).toMatchObject({
    scenarios: { default: { executor: 'shared-iterations', vus: 1, iterations: 3 } },
  });
});

testWithK6("a script that throws in init fails with k6's own words, its place, and no secret", async () => {
  await expect(inspect('throw new Error("boom " + __ENV.TOKEN)')).rejects.toMatchObject(
    failure(/Error: boom \[TOKEN\] at script\.js:1/),
  );
});

testWithK6('what is no script, imports nothing that is there, or exports nothing, is said to', async () => {
  await expect(inspect('<html>')).rejects.toMatchObject(failure(/Unexpected token/));
  await expect(inspect('import "./gone.js"; export default () => {}')).rejects.toMatchObject(failure(/gone\.js/));
  await expect(inspect('export const x = 1')).rejects.toMatchObject(failure(/no exported functions/));
  await expect(inspect('')).rejects.toMatchObject(failure(/no exported functions/));
  await expect(inspect('import "k6/x/gone"; export default () => {}')).rejects.toMatchObject(failure(/k6\/x\/gone/));
});

testWithK6('a threshold on a metric that does not exist is refused', async () => {
  await expect(
    inspect('export const options = { thresholds: { nope: ["p(95)<1"] } }; export default () => {}'),
  ).rejects.toMatchObject(failure(/nope/));
});

testWithK6('an init that never ends is ended with us', async () => {
  const abort = new AbortController();
  const inspecting = inspect('while (true) {}; export default () => {}', abort.signal);
  await eventually(() => processesWith(folder).length > 0);
  abort.abort();
  await expect(inspecting).rejects.toThrow();
  expect(processesWith(folder)).toEqual([]);
});
