import { expect, test } from 'vitest';
import type { RunRecord } from '../core/model/run-record.ts';
import type { RunStore } from './run-store.ts';

/** What every store of runs must do; `openStore` gives an empty one each time. Called from the test file of each implementation. */
export function testRunStore(openStore: () => Promise<RunStore>, record: (id: string) => RunRecord): void {
  const first = '20261121T100000Z-load-aaaaaa';
  const second = '20261121T100001Z-load-bbbbbb';

  test('a record comes back as it was saved', async () => {
    const store = await openStore();
    await store.save(record(first));
    expect(await store.load(first)).toEqual(record(first));
  });

  test('records are listed by time, whatever order they were saved in', async () => {
    const store = await openStore();
    expect((await store.list()).ids).toEqual([]);
    await store.save(record(second));
    await store.save(record(first));
    expect((await store.list()).ids).toEqual([first, second]);
  });

  test('a record is never overwritten', async () => {
    const store = await openStore();
    await store.save(record(first));
    await expect(store.save({ ...record(first), outcome: 'fail' })).rejects.toMatchObject({ code: 'RECORD_EXISTS' });
    expect((await store.load(first)).outcome).toBe(record(first).outcome);
  });

  test('many writers at once lose nothing', async () => {
    const store = await openStore();
    const ids = Array.from({ length: 40 }, (_, index) => `20261121T1000${String(index).padStart(2, '0')}Z-load-cccccc`);
    await Promise.all(ids.map((id) => store.save(record(id))));
    expect((await store.list()).ids).toEqual(ids);
  });

  test.each([first, '../../etc/passwd', ''])('a run that is not there is named: "%s"', async (id) => {
    await expect((await openStore()).load(id)).rejects.toMatchObject({ code: 'RECORD_MISSING' });
  });
}
