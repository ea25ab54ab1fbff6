// What `npm pack` runs first: emits what the command and the package's entry reach as JavaScript and declarations into
// dist/, because Node does not strip types under node_modules. The templates that the reports read and the migrations of the
// PostgreSQL store are copied along.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'packaging')], { stdio: 'inherit' });
if (status !== 0) process.exit(1);
for (const folder of ['reports/templates', 'gate/store/postgres/migrations']) {
  cpSync(join(root, folder), join(dist, folder), { recursive: true });
}
