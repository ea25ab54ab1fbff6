import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const files = readdirSync(folder).map((name) => join(folder, name));
const action = parse(readFileSync(join(root, '.github/actions/loadline/action.yml'), 'utf8'));
const documented = [...readFileSync(join(root, 'docs/ci.md'), 'utf8').matchAll(/```yaml\n([\s\S]+?)```/g)].map(
  ([, text = '']) => text,
);
const ACTIONLINT = process.env.ACTIONLINT_BIN ?? 'actionlint';
const hasActionlint = spawnSync(ACTIONLINT, ['-version']).status === 0;
if (!hasActionlint) process.stderr.write('\nSKIPPED for want of actionlint (ACTIONLINT_BIN, or on PATH).\n');

/** What actionlint complains of; empty: nothing. */
function complaints(workflows: readonly string[]): string {
  const { stdout, stderr } = spawnSync(ACTIONLINT, ['-no-color', '-shellcheck=', '-pyflakes=', ...workflows], {
    cwd: root,
    encoding: 'utf8',
  });
  return stdout + stderr;
}

/** Every value of this key, at any depth. */
function valuesOf(tree: unknown, key: string): readonly unknown[] {
  if (Array.isArray(tree)) return tree.flatMap((inner) => valuesOf(inner, key));
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([name, value]) => [...(name === key ? [value] : []), ...valuesOf(value, key)]);
}

test.skipIf(!hasActionlint)('actionlint finds nothing in the workflows, nor in the one that docs/ci.md shows', () => {
  const place = mkdtempSync(join(tmpdir(), 'loadline-workflow-'));
  const shown = documented
    .filter((text) => 'jobs' in parse(text))
    .map((text, index) => {
      const file = join(place, `${index}.yml`);
      writeFileSync(file, text);
      return file;
    });
  const broken = join(place, 'broken.yml');
  writeFileSync(
    broken,
    `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo \${{ github.nowhere }}\n`,
  );
  try {
    expect(shown.length).toBeGreaterThan(0);
    expect(complaints([...files, ...shown])).toBe('');
    expect(complaints([broken])).toContain('nowhere');
  } finally {
    rmSync(place, { recursive: true });
  }
});

test('no workflow and no action puts an expression into a script, where it would be code', () => {
  const scripts = [...files.map((file) => parse(readFileSync(file, 'utf8'))), action].flatMap((tree) =>
    valuesOf(tree, 'run'),
  );
  expect(scripts.length).toBeGreaterThan(5);
  expect(scripts.filter((script) => String(script).includes('${{'))).toEqual([]);
});

test('every workflow says what it may do, and what runs a pull request may only read', () => {
  for (const file of files) {
    const workflow = parse(readFileSync(file, 'utf8'));
    expect(Object.keys(workflow), file).toContain('permissions');
    expect(Object.keys(workflow.on), file).not.toContain('pull_request_target');
    if ('pull_request' in workflow.on) {
      expect(valuesOf(workflow, 'permissions'), file).toEqual([{ contents: 'read' }]);
    }
  }
});

test('what may write checks out nothing of a pull request', () => {
  const [trusted] = files.filter((file) => file.endsWith('performance-comment.yml'));
  const { jobs } = parse(readFileSync(trusted ?? '', 'utf8'));
  const checkouts = valuesOf(jobs, 'steps')
    .flat()
    .filter((step) => String((step as { uses?: string }).uses).startsWith('actions/checkout'));
  expect(checkouts).toEqual([{ uses: 'actions/checkout@v4', with: { 'persist-credentials': false } }]);
});

test('docs/ci.md names every input and output of the action, and gives it no other', () => {
  const document = readFileSync(join(root, 'docs/ci.md'), 'utf8');
  for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)]) {
    expect(document).toContain(`\`${name}\``);
  }
  const steps = [...documented, ...files.map((file) => readFileSync(file, 'utf8'))].flatMap((text) =>
    valuesOf(parse(text), 'steps').flat(),
  ) as readonly { uses?: string; with?: object }[];
  const uses = steps.filter(({ uses: name }) => name?.endsWith('/actions/loadline'));
  expect(uses.length).toBeGreaterThan(1);
  const given = uses.flatMap((step) => Object.keys(step.with ?? {}));
  expect(given.filter((name) => !(name in action.inputs))).toEqual([]);
});
