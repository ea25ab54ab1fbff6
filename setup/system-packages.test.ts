import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startMarkedModule } from '../tests/marked-processes.ts';

// The real package managers change the machine: these scripts stand on the PATH in their place, and write down their calls.
const folder = mkdtempSync(join(tmpdir(), 'loadline-test-system-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Asks for the package `tool` on a machine that has just these programs, as often as given; returns answers and calls. */
async function install(name: string, programs: Record<string, string>, times = 1) {
  const here = join(folder, name);
  const bin = join(here, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const [program, source] of Object.entries({ env: 'exec /usr/bin/env "$@"', ...programs })) {
    writeFileSync(join(bin, program), `#!/bin/sh\necho "${program} $*" >> ${here}/calls\n${source}\n`);
    chmodSync(join(bin, program), 0o755);
  }
  const run = startMarkedModule(
    `
    import { installSystemPackage } from ${JSON.stringify(new URL('system-packages.mjs', import.meta.url).href)};
    const names = { 'apt-get': 'tool', dnf: 'tool-dnf', apk: 'tool-apk', brew: 'tool-brew' };
    const options = { cache: ${JSON.stringify(join(here, 'cache'))}, logFolder: ${JSON.stringify(here)}, service: 'tool', say: console.log };
    for (let time = 0; time < ${times}; time += 1) console.log('answer ' + (await installSystemPackage(names, options)));
    console.log('end');
  `,
    { PATH: bin },
  );
  await run.says('end');
  await run.allGone();
  const calls = readdirSync(here).includes('calls') ? readFileSync(join(here, 'calls'), 'utf8').trim().split('\n') : [];
  return {
    answers: [...run.output().matchAll(/answer (\w+)/g)].map(([, answer]) => answer),
    said: run.output(),
    calls: calls
      .filter((call) => !/^(env|sudo -n true)/.test(call))
      .map((call) => call.replace(/^sudo.*?-n \w+.*/, 'sudo')),
  };
}

const sudo = '[ "$2" = true ] && exit 0; shift; exec "$@"';

test('apt-get installs without questions, and the service that comes with the package is turned off', async () => {
  const { answers, calls } = await install('apt', { sudo, 'apt-get': 'exit 0', systemctl: 'exit 0' });
  expect(answers).toEqual(['true']);
  const own = calls.filter((call) => call !== 'sudo');
  expect(own.at(-2)).toMatch(/^apt-get install -y --no-install-recommends .* tool$/);
  expect(own.at(-1)).toBe('systemctl disable --now tool');
});

test('when apt-get cannot find what its lists name, they are updated and it tries again', async () => {
  const { answers, calls } = await install('lists', {
    sudo,
    'apt-get': `case "$1" in update) touch ${folder}/updated;; *) test -e ${folder}/updated;; esac`,
    touch: 'exec /usr/bin/touch "$@"',
  });
  expect(answers).toEqual(['true']);
  const verbs = calls.filter((call) => call.startsWith('apt-get')).map((call) => call.split(' ')[1]);
  expect(verbs.slice(-2)).toEqual(['update', 'install']);
});

test('an installation that failed is told once and not tried again within the hour', async () => {
  const { answers, calls, said } = await install('failing', { sudo, dnf: 'echo "no such package" >&2; exit 1' }, 2);
  expect(answers).toEqual(['false', 'false']);
  expect(calls.filter((call) => call.startsWith('dnf'))).toEqual(['dnf install -y tool-dnf']);
  expect(said.match(/could not install tool-dnf/g)).toHaveLength(1);
});

test('a machine without a package manager is not an error', async () => {
  expect(await install('bare', {})).toMatchObject({ answers: ['false'], calls: [] });
});
