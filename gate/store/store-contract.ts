import { describe, expect, test } from 'vitest';
import type { ClaimsRecord } from '../core/model/claim.ts';
import type { ComparisonRecord } from '../core/model/comparison-record.ts';
import type { HistoryEntry } from '../core/model/history.ts';
import type { RunRecord } from '../core/model/run-record.ts';
import type { HistoryShelf, RunStore, Shelf } from './run-store.ts';

/** One document of each kind, by id. */
export interface SampleDocuments {
  readonly run: (id: string) => RunRecord;
  readonly comparison: (id: string) => ComparisonRecord;
  readonly claims: (id: string) => ClaimsRecord;
  readonly entry: (id: string) => HistoryEntry;
}

const FIRST = '20261121T100000Z-load-aaaaaa';
const SECOND = '20261121T100001Z-load-bbbbbb';

/** What every store must do; `openStore` gives an empty one each time. Called from the test file of each implementation. */
export function testRunStore(openStore: () => Promise<RunStore>, samples: SampleDocuments): void {
  describe('runs', () => testShelf(async () => (await openStore()).runs, samples.run));
  describe('comparisons', () => testShelf(async () => (await openStore()).comparisons, samples.comparison));
  describe('claims', () => testShelf(async () => (await openStore()).claims, samples.claims));
  describe('history', () => testHistory(async () => (await openStore()).history, samples.entry));

  test('a document of each kind may have the same id', async () => {
    const { runs, comparisons, claims, history } = await openStore();
    await runs.save(samples.run(FIRST));
    await comparisons.save(samples.comparison(FIRST));
    await claims.save(samples.claims(FIRST));
    await history.save(samples.entry(FIRST));
    expect(await runs.remove([FIRST])).toEqual({ removed: [FIRST], left: [] });
    expect((await comparisons.load(FIRST)).format).toBe('loadline-comparison');
    expect((await claims.load(FIRST)).format).toBe('loadline-claims');
    expect((await history.load(FIRST)).format).toBe('loadline-history');
  });
}

/** What every shelf must do. */
function testShelf<Document extends { readonly id: string; readonly startedAt: string }>(
  open: () => Promise<Shelf<Document>>,
  document: (id: string) => Document,
): void {
  test('a document comes back as it was saved', async () => {
    const shelf = await open();
    await shelf.save(document(FIRST));
    expect(await shelf.load(FIRST)).toEqual(document(FIRST));
  });

  test('documents are listed by time, whatever order they were saved in', async () => {
    const shelf = await open();
    expect((await shelf.list()).ids).toEqual([]);
    await shelf.save(document(SECOND));
    await shelf.save(document(FIRST));
    expect((await shelf.list()).ids).toEqual([FIRST, SECOND]);
  });

  test('a document is never overwritten', async () => {
    const shelf = await open();
    await shelf.save(document(FIRST));
    const other = { ...document(FIRST), startedAt: '2026-11-20T00:00:00.000Z' };
    await expect(shelf.save(other)).rejects.toMatchObject({ code: 'RECORD_EXISTS' });
    expect((await shelf.load(FIRST)).startedAt).toBe(document(FIRST).startedAt);
  });

  test('many writers at once lose nothing', async () => {
    const shelf = await open();
    const ids = Array.from({ length: 12 }, (_, index) => `20261121T1000${String(index).padStart(2, '0')}Z-load-cccccc`);
    await Promise.all(ids.map((id) => shelf.save(document(id))));
    expect((await shelf.list()).ids).toEqual(ids);
  });

  test.each([FIRST, '../../etc/passwd', ''])('a document that is not there is named: "%s"', async (id) => {
    await expect((await open()).load(id)).rejects.toMatchObject({ code: 'RECORD_MISSING' });
  });

  test('what is removed is gone and named, the rest stays', async () => {
    const shelf = await open();
    await shelf.save(document(FIRST));
    await shelf.save(document(SECOND));
    const asked = [FIRST, '20261121T100009Z-load-dddddd', '../../etc/passwd'];
    expect(await shelf.remove(asked)).toEqual({ removed: [FIRST], left: [] });
    expect((await shelf.list()).ids).toEqual([SECOND]);
  });
}

/** What every history must do. */
export function testHistory(open: () => Promise<HistoryShelf>, entry: SampleDocuments['entry']): void {
  testShelf(open, entry);

  test('entries come by time, and only those that were asked for', async () => {
    const shelf = await open();
    const elsewhere: HistoryEntry = {
      ...entry('20261121T100002Z-load-eeeeee'),
      environment: { ...entry(FIRST).environment, machineClass: 'another' },
    };
    const other: HistoryEntry = {
      ...entry('20261121T100003Z-spike-ffffff'),
      benchmark: { kind: 'load', name: 'spike' },
    };
    for (const made of [other, elsewhere, entry(SECOND), entry(FIRST)]) await shelf.save(made);
    const { benchmark, subject, environment } = entry(FIRST);
    const asked = { benchmark, subject, machineClass: environment.machineClass };
    expect(await shelf.entries(asked)).toEqual({ entries: [entry(FIRST), entry(SECOND)], skipped: [] });
    expect((await shelf.entries({})).entries).toHaveLength(4);
    expect((await shelf.entries({ ...asked, subject: 'nobody' })).entries).toEqual([]);
  });
}
