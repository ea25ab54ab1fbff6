/**
 * Peak memory of an export, in a process of its own for each: by the server's cursor, and with all rows read first. Routes are named by the
 * number of rows.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { databaseUrl, inTurn, isQuick, tell } from './probe.ts';

const BLOCKS = 7;
/** Both sides export the largest of the second, by which they are compared. */
const SIZES = isQuick
  ? { with: [25_000, 50_000, 200_000], without: [25_000, 50_000, 200_000] }
  : { with: [100_000, 200_000, 400_000], without: [50_000, 100_000, 200_000] };

const run = promisify(execFile);
const script = fileURLToPath(new URL('export-process.ts', import.meta.url));
databaseUrl();
for (let block = 0; block < BLOCKS; block += 1) {
  for (const side of inTurn(block)) {
    for (const rows of SIZES[side]) {
      const { stdout } = await run(process.execPath, [script, side === 'with' ? 'cursor' : 'buffer', String(rows)]);
      tell({ side, block, route: rows, metric: 'peak-memory', unit: 'bytes' }, { value: Number(stdout) });
    }
  }
}
