import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleLoad } from '../../reports/golden/sample-load.ts';
import { historyEntryOf } from '../core/history/entry-of-run.ts';
import { openLocalStore } from './open-store.ts';
import { routeDoubts } from './route-doubts.ts';
import type { RunPlan } from './run-plan.ts';
import { workspaceIn } from './workspace.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-routes-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const record = sampleLoad();
const asking = (...routes: readonly string[]): RunPlan => ({
  kind: 'load',
  benchmark: record.benchmark,
  subject: { name: record.subject.name, config: { url: 'http://127.0.0.1:1' } },
  scenario: { script: join(folder, 'load.js') },
  profile: null,
  targets: routes.map((route) => ({ metric: 'latency.p95', route, below: 85, source: 'test' })),
});

test('a route that no run before had is named before the run, with the one that was meant', async () => {
  const store = openLocalStore(workspaceIn(folder));
  expect(await routeDoubts(asking('GET /nowhere'), store)).toEqual([]);
  const entry = historyEntryOf(record, { branch: 'main', missingRoutes: [] });
  const route = entry.metrics.find((metric) => metric.route !== null)?.route ?? '';
  expect(route).not.toBe('');
  await store.history.save(entry);
  expect(await routeDoubts(asking(route), store)).toEqual([]);
  expect(await routeDoubts(asking(`${route}s`, `${route}s`), store)).toEqual([
    `a target is about ${route}s, which the run before this one did not have. Did you mean "${route}"?`,
  ]);
});

test('before any run a route that the script all but names is told, and what it names is not', async () => {
  const store = openLocalStore(workspaceIn(folder));
  writeFileSync(join(folder, 'load.js'), `http.get(url, { tags: { name: 'GET /items/:id' } });`);
  expect(await routeDoubts(asking('GET /item/:id', 'GET /items/:id', 'POST /orders'), store)).toEqual([
    'a target is about GET /item/:id, which the script does not name. Did you mean "GET /items/:id"?',
  ]);
});
