import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { judgeClaimsAgain } from '../../gate/cli/judge-claims.ts';
import type { ClaimsRecord, ContrastMeasurement, MeasuredVariant } from '../../gate/core/model/claim.ts';
import { NO_EVIDENCE } from '../../gate/ingest/suite-measurement.ts';
import { sampleClaims } from '../../reports/golden/sample-claims.ts';
import { sampleLoad } from '../../reports/golden/sample-load.ts';
import { loadline } from './loadline.ts';

const [FIRST, SECOND] = ['20261121T100000Z-claims-aaaaaa', '20261121T110000Z-claims-bbbbbb'];
const RUN = '20261121T103000Z-load-cccccc';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-recorded-'));
  mkdirSync(join(folder, '.loadline', 'claims'), { recursive: true });
  mkdirSync(join(folder, '.loadline', 'runs'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const command = (...words: readonly string[]) => loadline(folder, words);
const inWorkspace = (...names: readonly string[]) => join(folder, '.loadline', ...names);

function loads(each: number): MeasuredVariant {
  const blocks = Array.from({ length: 24 }, (_, at) => ({ at, numerator: each + (at % 3) / 10, denominator: 1 }));
  const name = { name: 'loads', route: null, unit: 'loads', better: 'lower' } as const;
  return { series: [{ kind: 'ratio', ...name, blocks }], evidence: NO_EVIDENCE };
}

/** Claims of which one was measured, and is confirmed by what was; the others could not be. */
function recorded(id: string): ClaimsRecord {
  const [claim, ...others] = sampleClaims.registry.claims;
  if (claim === undefined) throw new TypeError('the sample has claims');
  const measurement: ContrastMeasurement = {
    contrast: claim.contrast,
    net: null,
    startedAt: sampleClaims.startedAt,
    seconds: 1,
    looks: { taken: 1, planned: 1 },
    with: loads(1),
    without: loads(50),
    problems: [],
    facts: {},
  };
  const unmeasured = others.map((other) => ({ ...other, contrast: 'lost' }));
  const registry = {
    contrasts: { ...sampleClaims.registry.contrasts, lost: { ...sampleClaims.registry.contrasts.probe } },
    claims: [{ ...claim, rule: { kind: 'limit', metric: 'loads', below: 2 } }, ...unmeasured],
  } as ClaimsRecord['registry'];
  const results = sampleClaims.results.map((result) => ({ ...result, net: null, reason: 'no redis' }));
  const measured = { ...sampleClaims, id, registry, measurements: [measurement], results };
  return { ...measured, results: judgeClaimsAgain(measured) };
}

function save(record: ClaimsRecord): void {
  writeFileSync(inWorkspace('claims', `${record.id}.json`), JSON.stringify(record));
}

test('measured claims are listed among runs by their time, with what became of them', async () => {
  save(recorded(FIRST));
  save(recorded(SECOND));
  writeFileSync(inWorkspace('runs', `${RUN}.json`), JSON.stringify({ ...sampleLoad(), id: RUN }));
  writeFileSync(inWorkspace('claims', 'notes.txt'), 'mine');
  const { stdout, stderr } = await command('list', '--json');
  const rows = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(rows).toMatchObject([
    { id: SECOND, kind: 'claims', benchmark: '', outcome: '1 of 5 confirmed', branch: 'main' },
    { id: RUN, kind: 'run' },
    { id: FIRST, kind: 'claims' },
  ]);
  expect(stderr).toContain('notes.txt is no record');
});

test('a record of claims that cannot be read is listed by what is wrong with it, and hides no other', async () => {
  save(recorded(FIRST));
  writeFileSync(inWorkspace('claims', `${SECOND}.json`), JSON.stringify(recorded(SECOND)).slice(0, 99));
  const { code, stdout } = await command('list');
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`${SECOND} +claims +RECORD_UNREADABLE`));
  expect(stdout).toMatch(new RegExp(`${FIRST} +claims +1 of 5 confirmed`));
});

test('the newest are shown as they were, and any by their id', async () => {
  save(recorded(FIRST));
  save(recorded(SECOND));
  const newest = await command('show');
  expect(newest.stdout).toMatch(/Document 004/);
  expect(newest.stdout).toMatch(/1 confirmed, 4 invalid/);
  expect(newest.stdout).toContain(SECOND);
  expect(JSON.parse((await command('show', FIRST, '--json')).stdout)).toEqual(recorded(FIRST));
  expect((await command('show', '20261121T100000Z-claims-dddddd')).stderr).toMatch(
    /RECORD_MISSING: there is no record/,
  );
});

test('their page is written again: claims.html where they are the newest, and never in the place of a run', async () => {
  save(recorded(FIRST));
  save(recorded(SECOND));
  writeFileSync(inWorkspace('runs', `${RUN}.json`), JSON.stringify({ ...sampleLoad(), id: RUN }));
  expect((await command('report')).stdout.trim()).toMatch(/claims\.html$/);
  expect(readFileSync(inWorkspace('reports', 'claims.html'), 'utf8')).toContain(SECOND);
  expect((await command('report', FIRST)).stdout.trim()).toMatch(/aaaaaa\.html$/);
  expect(readFileSync(inWorkspace('reports', 'claims.html'), 'utf8')).toContain(SECOND);
  expect((await command('report', RUN)).stdout.trim()).toMatch(/latest\.html$/);
  expect((await command('report', FIRST, '--junit', 'x.xml', '--markdown', 'x.md')).code).toBe(0);
  expect(readFileSync(join(folder, 'x.xml'), 'utf8')).toMatch(
    /<testsuite name="claims on [^>]+ tests="6" failures="0"/,
  );
  expect(readFileSync(join(folder, 'x.md'), 'utf8')).toContain('1 confirmed');
});

test('old ones are removed with their pages, counted by themselves', async () => {
  save(recorded(FIRST));
  save(recorded(SECOND));
  writeFileSync(inWorkspace('runs', `${RUN}.json`), JSON.stringify({ ...sampleLoad(), id: RUN }));
  await command('report', FIRST);
  expect((await command('prune', '--keep', '1', '--dry-run')).stdout).toContain(
    'would remove 1 measurements of claims',
  );
  expect(readdirSync(inWorkspace('claims'))).toHaveLength(2);
  expect((await command('prune', '--keep', '1')).stdout).toMatch(
    /removed 0 runs[\s\S]*removed 1 measurements of claims/,
  );
  expect(readdirSync(inWorkspace('claims'))).toEqual([`${SECOND}.json`]);
  expect(readdirSync(inWorkspace('runs'))).toHaveLength(1);
  expect(existsSync(inWorkspace('reports', `${FIRST}.html`))).toBe(false);
});

test('a folder under the name of the newest record hides no other, and prune goes past it and past what it cannot remove', async () => {
  save(recorded(FIRST));
  save(recorded(SECOND));
  const inTheWay = '20261121T120000Z-load-dddddd.json.gz';
  mkdirSync(inWorkspace('runs', inTheWay));
  mkdirSync(inWorkspace('reports', `${FIRST}.html`), { recursive: true });
  const isNone = `${inTheWay}, a folder, is no record`;
  expect((await command('list')).stderr).toContain(isNone);
  expect((await command('show')).stdout).toContain(SECOND);
  const pruned = await command('prune', '--keep', '0');
  expect(pruned.stdout).toMatch(/removed 0 runs[\s\S]*removed 2 measurements of claims/);
  expect(pruned.stderr).toContain(isNone);
  expect(pruned.stderr).toMatch(new RegExp(`STORE_NOT_WRITABLE: \\S*${FIRST}\\.html could not be removed`));
  expect(pruned.code).toBe(3);
  expect(readdirSync(inWorkspace('claims'))).toEqual([]);
  expect(readdirSync(inWorkspace('runs'))).toEqual([inTheWay]);
});

test('a bundle of them is verified: every verdict again from what was measured', async () => {
  save(recorded(FIRST));
  const path = (await command('bundle', FIRST)).stdout.trim();
  const { code, stdout } = await command('verify', path);
  expect(stdout).toMatch(/VERIFIED .*: undecided/);
  expect(stdout).toMatch(/unchecked +4 results are taken as they stand/);
  expect(code).toBe(0);
});

test('a verdict that the measurement does not give, or that nothing was measured for, is named', async () => {
  const { results, ...rest } = recorded(FIRST);
  const forged = (at: number, verdict: ClaimsRecord['results'][number]['verdict']) =>
    results.map((result, index) => (index === at ? { ...result, verdict } : result));
  for (const [id, changed] of [
    [FIRST, forged(0, 'refuted')],
    [SECOND, forged(1, 'confirmed')],
  ] as const) {
    save({ ...rest, id, results: changed });
    const { code, stdout } = await command('verify', (await command('bundle', id)).stdout.trim());
    expect(stdout).toMatch(/differs .*record.json: results › .* › verdict: recorded/);
    expect(code).toBe(1);
  }
});
