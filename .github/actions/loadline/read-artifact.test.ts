import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { createFileStore } from '../../../gate/store/file-store.ts';
import { PARSERS, SAMPLES } from '../../../tests/store/sample-documents.ts';

const ID = '20261121T100000Z-compare-load-aaaaaa';
const root = mkdtempSync(join(tmpdir(), 'loadline-artifact-'));
afterAll(() => rmSync(root, { recursive: true }));

const store = createFileStore({ directory: join(root, 'store'), parsers: PARSERS });
const saved = await store.comparisons.save(SAMPLES.comparison(ID));

/** What a trusted checkout makes of an artifact with these files besides a good record. */
function read(change: (artifact: string) => void) {
  const cwd = mkdtempSync(join(root, 'checkout-'));
  const artifact = join(cwd, 'artifact');
  mkdirSync(artifact);
  copyFileSync(saved, join(artifact, basename(saved)));
  writeFileSync(join(artifact, 'pull-request.json'), '{"number":7,"head":"abc"}');
  change(artifact);
  const output = join(cwd, 'output');
  writeFileSync(output, '');
  const { stdout, status } = spawnSync(process.execPath, [join(import.meta.dirname, 'read-artifact.mjs'), artifact], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, GITHUB_OUTPUT: output },
  });
  return { status, said: stdout, output: readFileSync(output, 'utf8'), cwd };
}

test('a record and a number become a comment and outputs', () => {
  const { status, output, cwd } = read(() => undefined);
  expect({ status, output }).toEqual({ status: 0, output: 'number=7\noutcome=undecided\n' });
  expect(readFileSync(join(cwd, '.loadline/ci/comment.md'), 'utf8')).toMatch(/^### ❔ undecided: load on /);
});

test('Markdown that came with the artifact is not shown', () => {
  const { cwd } = read((artifact) =>
    writeFileSync(join(artifact, 'comment.md'), '### ✅ pass: [all is well](http://evil.example)'),
  );
  expect(readFileSync(join(cwd, '.loadline/ci/comment.md'), 'utf8')).not.toContain('evil');
});

test.each<[string, (artifact: string) => void]>([
  ['a number that is none', (artifact) => writeFileSync(join(artifact, 'pull-request.json'), '{"number":"7\\nx=1"}')],
  ['no number', (artifact) => rmSync(join(artifact, 'pull-request.json'))],
  ['a second record', (artifact) => writeFileSync(join(artifact, '20261121T100000Z-x.json.gz'), '')],
  ['no record', (artifact) => rmSync(join(artifact, `${ID}.json.gz`))],
  ['a torn record', (artifact) => writeFileSync(join(artifact, `${ID}.json.gz`), readFileSync(saved).subarray(0, 100))],
  [
    'a record that is not one',
    (artifact) => {
      const text = gunzipSync(readFileSync(saved)).toString().replace('"undecided"', '"splendid"');
      writeFileSync(join(artifact, `${ID}.json.gz`), gzipSync(text));
    },
  ],
  [
    'a link out of the artifact',
    (artifact) => {
      rmSync(join(artifact, `${ID}.json.gz`));
      symlinkSync(saved, join(artifact, `${ID}.json.gz`));
    },
  ],
])('%s makes a notice, and no output', (_, change) => {
  const { status, said, output } = read(change);
  expect({ status, output }).toEqual({ status: 0, output: '' });
  expect(said).toMatch(/^::notice title=Loadline::No comment: [^\n]+\n$/);
});
