import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const documents = ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const readmeCommands = [...readme.matchAll(/^npx loadline (.+?)(?:\s+#.*)?$/gm)].map(([, words]) => words as string);

test('every link of a document leads to a file, and to a heading that it has', () => {
  const links = documents.flatMap(linksOf);
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter(({ isBroken }) => isBroken)).toEqual([]);
});

test('a link to a file that is not there, and to a heading that is not there, are broken', () => {
  const text = '[a](docs/nowhere.md) [b](README.md#nowhere) [c](README.md#the-two-commands) <img src="no.png">';
  expect(linksIn(text, '.').map(({ isBroken }) => isBroken)).toEqual([true, true, false, true]);
});

test('every npm script that a document names is one of package.json', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const named = documents.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/\bnpm (?:run ([\w:]+)|(start|test)\b)/g)].map(
      ([, script, verb]) => script ?? verb ?? '',
    ),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

test.for(readmeCommands)('the README is right about the options of: loadline %s', (words) => {
  const [command = '', ...rest] = words.split(' ');
  const { status, stdout } = loadline([command, '--help']);
  expect(status).toBe(0);
  for (const option of rest.filter((word) => word.startsWith('--'))) expect(stdout).toContain(`${option} `);
});

test('the README names commands', () => {
  expect(readmeCommands.map((words) => words.split(' ')[0])).toEqual(expect.arrayContaining(['run', 'judge']));
});

test('the config of the README is a config', () => {
  const [, config = ''] = /```ts\n([\s\S]+?)```/.exec(readme) ?? [];
  expect(config).toContain('defineConfig');
  expect(reportWith(config)).toContain('RECORD_MISSING');
  expect(reportWith(config.replace("'latency.p95'", "'latncy.p95'"))).toContain('CONFIG_INVALID');
});

/** What `loadline report` says in a folder that holds nothing but this config. */
function reportWith(config: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-readme-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const entry = join(root, 'gate/core/model/config.ts');
    const file = join(folder, 'loadline.config.ts');
    writeFileSync(file, config.replace("'loadline'", JSON.stringify(entry)));
    return loadline(['report', '--config', file]).stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function loadline(words: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(root, 'bin/loadline.mjs'), ...words], { encoding: 'utf8' });
}

function linksOf(file: string): readonly { link: string; isBroken: boolean }[] {
  return linksIn(readFileSync(join(root, file), 'utf8'), dirname(file)).map(({ link, isBroken }) => ({
    link: `${file}: ${link}`,
    isBroken,
  }));
}

function linksIn(text: string, folder: string): readonly { link: string; isBroken: boolean }[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)]
    .map(([, markdown, html]) => markdown ?? html ?? '')
    .filter((link) => !/^https?:/.test(link))
    .map((link) => {
      const [path = '', heading] = link.split('#');
      const file = join(root, folder, path);
      const hasHeading = () => heading === undefined || headingsOf(readFileSync(file, 'utf8')).includes(heading);
      return { link, isBroken: !(existsSync(file) && hasHeading()) };
    });
}

/** Anchors of the headings, as GitHub makes them. */
function headingsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
