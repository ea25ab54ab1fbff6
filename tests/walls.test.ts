import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { walkImports } from './import-walk.ts';
import { isTestCode, sourceFiles } from './source-files.ts';
import { breaches, WALLS, wallOf } from './walls.ts';
import { wallsTable } from './walls-table.ts';

const root = join(import.meta.dirname, '..');

test('no file of the product imports over a wall', () => {
  expect(breaches(WALLS, walkImports(root, sourceFiles(root)))).toEqual([]);
});

test('the walk has looked at every place of the table, and every file of the product stands in one', () => {
  const files = sourceFiles(root).filter((file) => !isTestCode(file));
  for (const { place } of WALLS) {
    expect(
      files.filter((file) => wallOf(WALLS, file)?.place === place).length,
      `files walked in ${place}`,
    ).toBeGreaterThan(0);
  }
  expect(files.filter((file) => wallOf(WALLS, file) === undefined)).toEqual([]);
});

test('the walk has found an import in every file that begins a line with one', () => {
  const files = sourceFiles(root);
  const walked = new Set(walkImports(root, files).map(({ file }) => file));
  const importing = files.filter((file) => /^import\b[^(]*["'];?$/m.test(readFileSync(join(root, file), 'utf8')));
  expect(importing.length).toBeGreaterThan(files.length / 3);
  expect(importing.filter((file) => !walked.has(file))).toEqual([]);
});

test('docs/architecture.md shows the table that the walk goes by', () => {
  expect(readFileSync(join(root, 'docs/architecture.md'), 'utf8')).toContain(wallsTable(WALLS));
});

const PLANTED: readonly [file: string, text: string, target: string][] = [
  ['gate/core/stats/mean.ts', "import { readFileSync } from 'node:fs';", 'node:fs'],
  ['gate/core/stats/mean.ts', "import { cpus } from 'os';", 'node:os'],
  ['gate/core/stats/mean.ts', "import type { Pool } from 'pg';", 'pg'],
  ['gate/core/decide/judge.ts', "export { parse } from '../../ingest/k6.ts';", './gate/ingest/k6.ts'],
  ['gate/core/decide/judge.ts', "export * from '../../store/run-store.ts';", './gate/store/run-store.ts'],
  ['gate/core/decide/judge.ts', "type S = import('../../store/run-store.ts').RunStore;", './gate/store/run-store.ts'],
  ['gate/core/decide/judge.ts', "const lazy = () => import('../../cli/main.ts');", './gate/cli/main.ts'],
  ['gate/core/decide/judge.ts', 'const lazy = () => import(`../../cli/main.ts`);', './gate/cli/main.ts'],
  ['gate/core/decide/judge.ts', "const lazy = (name: string) => import('../' + name);", 'computed'],
  ['gate/core/decide/judge.ts', '/// <reference types="node" />', 'node'],
  ['gate/core/decide/judge.ts', "import '../../../../elsewhere/x.ts';", '../elsewhere/x.ts'],
  ['gate/core/decide/judge.ts', "import './judge.test.ts';", './gate/core/decide/judge.test.ts'],
  ['gate/ingest/k6.ts', "import { createReadStream } from 'node:fs';", 'node:fs'],
  ['gate/store/file-store.ts', "import { run } from '../collect/run.ts';", './gate/collect/run.ts'],
  ['gate/collect/run.ts', "import { build } from '../../reference-server/server.ts';", './reference-server/server.ts'],
  ['gate/collect/run.ts', "import { fileStore } from '../store/file-store.ts';", './gate/store/file-store.ts'],
  ['gate/cli/main.ts', "import { build } from '../../reference-server/server.ts';", './reference-server/server.ts'],
  ['reports/render.ts', "import { spawn } from 'node:child_process';", 'node:child_process'],
  ['reports/render.ts', "import { main } from '../gate/cli/main.ts';", './gate/cli/main.ts'],
  ['loadline.config.ts', "import { readFileSync } from 'node:fs';", 'node:fs'],
  ['setup/k6.mjs', "import { z } from 'zod';", 'zod'],
  ['setup/k6.mjs', "const zod = require('zod');", 'zod'],
  ['setup/k6.mjs', "const zod = createRequire(import.meta.url)('zod');", 'computed'],
  ['bin/start.mjs', "import { main } from '../gate/cli/main.ts';", './gate/cli/main.ts'],
  [
    'infra/postgres.ts',
    "import { GateError } from '../gate/core/model/gate-error.ts';",
    './gate/core/model/gate-error.ts',
  ],
  ['reference-server/server.ts', "import { startRedis } from '../infra/redis.ts';", './infra/redis.ts'],
  [
    'reference-server/server.ts',
    "import { bucketIndex } from '../gate/core/stats/histogram.ts';",
    './gate/core/stats/histogram.ts',
  ],
  ['reference-server/start.ts', "import { judge } from '../gate/core/decide/judge.ts';", './gate/core/decide/judge.ts'],
  ['bench/micro/run.ts', "import { main } from '../../gate/cli/main.ts';", './gate/cli/main.ts'],
  ['scenarios/load.ts', "import { sleep } from 'node:timers/promises';", 'node:timers/promises'],
  [
    'scenarios/load.ts',
    "import { bucketIndex } from '../gate/core/stats/histogram.ts';",
    './gate/core/stats/histogram.ts',
  ],
  ['scenarios/load.ts', "import { options } from './smoke.ts';", './scenarios/smoke.ts'],
];

test.for(PLANTED)('a planted import is caught: in %s, %s', ([file, text, target]) => {
  expect(breachesOfTree({ [file]: `// a line before it\n${text}\n` })).toEqual([
    `${file}:2 imports ${target}, which ${wallOf(WALLS, file)?.place} may not`,
  ]);
});

test('what the table allows is no breach', () => {
  const tree = {
    'gate/core/stats/mean.ts': "import type { Series } from '../model/series.ts';",
    'gate/ingest/k6.ts': "import { z } from 'zod';\nimport * as mini from 'zod/mini';",
    'gate/cli/main.ts':
      "import { render } from '../../reports/render.ts';\nconst config = (url: string) => import(url);",
    'reference-server/services.ts': "import { startRedis } from '../infra/redis.ts';",
    'loadline.config.ts': "import users from './reference-server/profiles/users.json' with { type: 'json' };",
    'scenarios/load.ts':
      "import http from 'k6/http';\nimport { zipf } from './lib/zipf.ts';\nimport { check } from 'k6';",
    'gate/core/stats/mean.test.ts': "import { test } from 'vitest';\nimport { main } from '../../cli/main.ts';",
    'gate/core/stats/words.ts': "export const text = `import x from 'node:fs'`; // import y from 'pg'",
  };
  expect(breachesOfTree(tree)).toEqual([]);
});

test('a folder that the table does not know is a breach', () => {
  expect(breachesOfTree({ 'utils/date.ts': "import 'node:fs';" })).toEqual([
    'utils/date.ts stands in no place of the table',
  ]);
});

test('a file that cannot be parsed is an error, not a file without imports', () => {
  expect(() => breachesOfTree({ 'gate/core/a.ts': "import { from 'node:fs" })).toThrow(
    'gate/core/a.ts cannot be parsed',
  );
});

function breachesOfTree(tree: Readonly<Record<string, string>>): readonly string[] {
  const planted = mkdtempSync(join(tmpdir(), 'loadline-walls-'));
  try {
    for (const [file, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(planted, file)), { recursive: true });
      writeFileSync(join(planted, file), text);
    }
    return breaches(WALLS, walkImports(planted, sourceFiles(planted)));
  } finally {
    rmSync(planted, { recursive: true });
  }
}
