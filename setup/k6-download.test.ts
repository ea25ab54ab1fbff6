import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { downloadK6 } from './k6-download.mjs';

const folder = mkdtempSync(join(tmpdir(), 'loadline-test-download-'));
const name = `k6-v2.9.0-${platform() === 'darwin' ? 'macos' : platform()}-${arch() === 'x64' ? 'amd64' : arch()}`;
const archive = join(folder, `${name}.${platform() === 'darwin' ? 'zip' : 'tar.gz'}`);
mkdirSync(join(folder, name));
writeFileSync(join(folder, name, 'k6'), 'the program');
execFileSync('tar', ['-caf', archive, name], { cwd: folder });
const sum = createHash('sha256').update(readFileSync(archive)).digest('hex');

/** Serves the archive, and these checksums, as a release page does. */
async function release(sums: string) {
  const server = createServer((request, response) => {
    const file = basename(request.url ?? '');
    if (file === 'k6-v2.9.0-checksums.txt') response.end(sums);
    else if (file === basename(archive)) response.end(readFileSync(archive));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the program of a release is unpacked when its checksum is right', async () => {
  const file = join(folder, 'good', 'k6');
  mkdirSync(join(folder, 'good'));
  const origin = await release(`${'0'.repeat(64)}  something-else.tar.gz\n${sum}  ${basename(archive)}\n`);
  await downloadK6('2.9.0', file, join(folder, 'tar.log'), origin);
  expect(readFileSync(file, 'utf8')).toBe('the program');
  expect(readdirSync(join(folder, 'good'))).toEqual(['k6']);
});

test('a download with another checksum, or with none, is refused and leaves nothing', async () => {
  const file = join(folder, 'bad', 'k6');
  mkdirSync(join(folder, 'bad'));
  const forged = await release(`${'0'.repeat(64)}  ${basename(archive)}\n`);
  await expect(downloadK6('2.9.0', file, join(folder, 'tar.log'), forged)).rejects.toThrow(
    `its release says ${'0'.repeat(64)}`,
  );
  const unlisted = await release('');
  await expect(downloadK6('2.9.0', file, join(folder, 'tar.log'), unlisted)).rejects.toThrow(
    'its release says nothing',
  );
  await expect(downloadK6('3.0.0', file, join(folder, 'tar.log'), unlisted)).rejects.toThrow('answered 404');
  expect(readdirSync(join(folder, 'bad'))).toEqual([]);
});
