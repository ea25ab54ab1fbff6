import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { loadline } from '../../tests/cli/loadline.ts';
import { PROJECT, testWithK6 } from '../../tests/collect/k6-under-test.ts';

const readme = readFileSync(join(PROJECT, 'README.md'), 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]+?)\`\`\``).exec(readme)?.[1] ?? '';

/** The shop that the config of the README starts. */
const SERVER = `import { createServer } from 'node:http';
createServer((request, response) => response.end(request.url)).listen(process.env.PORT, '127.0.0.1');
process.stdin.on('end', () => process.exit()).resume();`;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-readme-'));
  mkdirSync(join(folder, 'load'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'server.js'), SERVER);
  const entry = JSON.stringify(join(PROJECT, 'gate', 'core', 'model', 'config.ts'));
  writeFileSync(join(folder, 'loadline.config.ts'), block('ts').replace("'loadline'", entry));
  execFileSync('git', ['init', '--quiet', folder]);
});
afterEach(() => rmSync(folder, { recursive: true }));

testWithK6(
  'the script and the config of the README run as they stand there, and leave nothing that git would add',
  async () => {
    writeFileSync(join(folder, 'load', 'browse.js'), block('js'));
    const ended = await loadline(folder, ['run', '--rate', '100', '--duration', '21s', '--warm-up', '2s', '--json']);
    expect(ended.stderr).toContain('100 iterations/s for 23 s, the first 2 s of it warm-up');
    expect(ended.stderr).not.toContain('warning');
    const { measurement, targets, evidence } = JSON.parse(ended.stdout);
    expect(measurement.warmUpSeconds).toBe(2);
    expect(evidence.plannedIterations).toBe(2300);
    expect(targets).toHaveLength(3);
    for (const { n } of targets) expect(n).toBeGreaterThan(1000);
    const added = execFileSync('git', ['status', '--porcelain', '--untracked-files=all'], { cwd: folder });
    expect(added.toString()).not.toContain('.loadline');
  },
  90_000,
);

testWithK6(
  'a script that reads nothing is told before the run that its own load is used, and so does the record',
  async () => {
    const script = "import http from 'k6/http';\nexport default () => http.get(__ENV.BASE_URL);\n";
    writeFileSync(join(folder, 'load', 'browse.js'), script);
    const ended = await loadline(folder, ['run', '--rate', '60', '--duration', '24s']);
    expect(ended.stderr).toMatch(/warning: the script has a load of its own, 1 iteration, .*\n.*starting subject/);
    expect(ended.stderr).not.toMatch(/60\/s|for 24 s/);
    expect(ended.stdout).toMatch(/warning +the script has a load of its own/);
    expect(ended.code).toBe(2);
  },
  60_000,
);
