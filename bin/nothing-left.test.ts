import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type MarkedProcess, processesIn, startMarked } from '../tests/marked-processes.ts';

// Not the system's folder for temporary files: as root, PostgreSQL runs as another user, who must get there.
const folder = mkdtempSync('/var/tmp/loadline-test-start-');
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inInfra = (name: string) => JSON.stringify(new URL(`../infra/${name}`, import.meta.url).href);

writeFileSync(
  join(folder, 'subject.mjs'),
  `
  import { createServer } from 'node:http';
  import { startPostgres } from ${inInfra('postgres.ts')};
  import { startRedis } from ${inInfra('redis.ts')};
  const postgres = await startPostgres({ directory: ${JSON.stringify(folder)} });
  const redis = await startRedis({ logDirectory: ${JSON.stringify(folder)} });
  const server = createServer((request, response) => response.end('ok')).listen(process.env.PORT, '127.0.0.1');
  process.once('SIGTERM', async () => {
    server.closeAllConnections();
    await Promise.all([postgres.stop(), redis?.stop()]);
    process.exit();
  });
`,
);
writeFileSync(
  join(folder, 'script.js'),
  `
  import http from 'k6/http';
  export const options = { scenarios: { load: {
    executor: 'constant-arrival-rate', rate: 20, preAllocatedVUs: 5, duration: __ENV.DURATION + 's',
  } } };
  export default function () { http.get(__ENV.BASE_URL + '/', { tags: { name: 'GET /' } }); }
`,
);
writeFileSync(
  join(folder, 'loadline.config.mjs'),
  `export default {
  subjects: { small: { command: ['node', 'subject.mjs'], url: 'http://127.0.0.1:{port}' } },
  scenarios: { small: { script: 'script.js' } },
};`,
);

const loadline = JSON.stringify(join(import.meta.dirname, 'loadline.mjs'));
const start = `node ${loadline} run --duration 600s --warm-up 0s --config loadline.config.mjs`;
writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'small', version: '1.0.0', scripts: { start } }));

/** A run under npm, at its height; its subject has a database and a Redis of its own. */
async function startRun(): Promise<MarkedProcess> {
  const run = startMarked('npm', ['start'], { cwd: folder });
  await expect
    .poll(() => (named(run, /k6.* run /).length > 0 ? 'runs' : run.output()), { timeout: 20_000 })
    .toBe('runs');
  for (const part of [/postgres/, /redis-server|valkey-server/, /guardian/]) expect(named(run, part)).not.toEqual([]);
  return run;
}

/** Pids of the run's processes whose command line looks like this. */
function named(run: MarkedProcess, pattern: RegExp): readonly number[] {
  return run
    .commandLines()
    .filter((line) => pattern.test(line))
    .map((line) => Number.parseInt(line, 10));
}

const ways: Record<string, (run: MarkedProcess) => void> = {
  'SIGTERM to npm': (run) => run.child.kill('SIGTERM'),
  'npm killed outright': (run) => run.child.kill('SIGKILL'),
  'the launcher killed outright': (run) => kill(run, /bin\/loadline\.mjs/),
  'the gate killed outright': (run) => kill(run, /gate\/cli\/main\.ts/),
  'k6 killed outright': (run) => kill(run, /k6.* run /),
  'the subject killed outright': (run) => kill(run, /node subject\.mjs/),
};

function kill(run: MarkedProcess, pattern: RegExp): void {
  const pids = named(run, pattern);
  expect(pids, `${pattern}`).not.toEqual([]);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}

test.for(Object.entries(ways))('after %s nothing is left running', { timeout: 60_000 }, async ([, end]) => {
  const run = await startRun();
  end(run);
  await run.allGone();
  await expect.poll(() => processesIn(folder)).toEqual([]);
});
