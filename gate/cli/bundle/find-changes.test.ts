import { expect, test } from 'vitest';
import { sampleLoad } from '../../../reports/golden/sample-load.ts';
import { GateError } from '../../core/model/gate-error.ts';
import { makeBundle } from './bundle.ts';
import { findChanges } from './find-changes.ts';
import { stored, unzip, zip } from './zip.ts';

const record = sampleLoad({ seconds: 2, routes: 1 });
const bundle = makeBundle(record, '<p>a report</p>\n'.repeat(20), '0.1.0');

test('a bundle gives back what went in, and the same parts give the same bytes', () => {
  const opened = findChanges(bundle, 'b.zip');
  expect(opened.changes).toEqual([]);
  expect(JSON.parse(opened.record)).toEqual(record);
  expect(opened.manifest).toMatchObject({ id: record.id, kind: 'loadline-run' });
  expect(makeBundle(record, '<p>a report</p>\n'.repeat(20), '0.1.0').equals(bundle)).toBe(true);
});

test('whichever byte is changed, and whichever bit of it, it is noticed, and a byte of a file is laid at its door', () => {
  const { members } = unzip(bundle);
  const missed: number[] = [];
  for (let at = 0; at < bundle.length; at += 1) {
    const changed = Buffer.from(bundle);
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
    const owner = members.find(({ dataAt, packed }) => at >= dataAt && at < dataAt + packed.length);
    const names =
      owner === undefined
        ? /manifest|record|report|table of contents|no ZIP/
        : new RegExp(`${owner.name}|${ownedBy(owner.name)}`);
    if (!names.test(finding(changed))) missed.push(at);
  }
  expect(members.map(({ name }) => name)).toEqual(['manifest.json', 'record.json', 'report.html']);
  expect(missed).toEqual([]);
});

/** A hash that was changed in the manifest is a hash that its file has not. */
function ownedBy(name: string): string {
  return name === 'manifest.json' ? 'its manifest names no' : '^$';
}

test.each([0, 1, 100, 900, 0.5, 0.99])('a bundle that is cut off after %d is refused or named', (part) => {
  const length = part < 1 ? Math.floor(bundle.length * part) : part;
  expect(finding(bundle.subarray(0, length))).not.toBe('');
});

test('a file that was added, and bytes that were, are named', () => {
  const entries = unzip(bundle).members.map(({ name, content }) => stored(name, content ?? Buffer.alloc(0)));
  const grown = zip([...entries, stored('extra.txt', Buffer.from('x'))]);
  expect(findChanges(grown, 'b.zip').changes).toContain('"extra.txt" was added.');
  expect(findChanges(Buffer.concat([bundle, Buffer.from('x')]), 'b.zip').changes).toEqual([
    `byte ${bundle.length.toLocaleString('en')} of the archive, in the table of contents, was changed.`,
  ]);
});

test('what is no archive at all is refused', () => {
  expect(() => findChanges(Buffer.from('<html>'), 'b.zip')).toThrow(
    expect.objectContaining({
      code: 'BUNDLE_UNREADABLE',
      message: 'b.zip cannot be read as a bundle: it is no ZIP archive.',
    }),
  );
});

/** What is said of an archive, refused or not. */
function finding(archive: Buffer): string {
  try {
    return findChanges(archive, 'b.zip').changes.join('\n');
  } catch (error) {
    if (error instanceof GateError) return error.message;
    throw error;
  }
}
