import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { judgeBar } from '../cache/bar.ts';
import type { BareResult, BareTask } from './bare-loop.ts';
import { download } from './export-client.ts';
import { CHUNK_ROWS, exportUrl, withServer } from './export-server.ts';

const RATE_BAR = 0.8;

/** 0: met, 1: missed, 2: undecided. Prints its lines. Throws where two exports differ in length, or one from the table in rows. */
export async function judgeRate(databaseUrl: string, pairs: number, random: () => number): Promise<0 | 1 | 2> {
  const bare = fork(join(import.meta.dirname, 'bare-loop.ts'));
  const readBare = async (): Promise<BareResult> => {
    bare.send({ databaseUrl, batchRows: CHUNK_ROWS } satisfies BareTask);
    const [result] = await once(bare, 'message');
    return result as BareResult; // what bare-loop.ts answers
  };
  try {
    return await withServer(databaseUrl, async (server, token) => {
      const url = exportUrl(server, 'ndjson');
      const counted = await download(url, token, true);
      const warm = await readBare();
      if (counted.rows !== warm.rows) throw new Error(`the export has ${counted.rows} rows, the table ${warm.rows}`);
      const rates: [bare: number, ours: number][] = [];
      for (let pair = 0; pair < pairs; pair += 1) {
        const isBareFirst = random() < 0.5;
        const before = isBareFirst ? await readBare() : null;
        const ours = await download(url, token, false);
        const { rows, seconds } = before ?? (await readBare());
        if (ours.bytes !== counted.bytes) throw new Error(`an export of ${ours.bytes} bytes, not ${counted.bytes}`);
        rates.push([rows / seconds, rows / ours.seconds]);
      }
      const mean = (side: 0 | 1) => rates.reduce((sum, pair) => sum + pair[side], 0) / rates.length / 1000;
      console.log(`${mean(1).toFixed(0)} k rows/s over HTTP, ${mean(0).toFixed(0)} k rows/s of the bare loop`);
      return judgeBar('rows a second, export / bare pg-cursor loop', rates, { atLeast: RATE_BAR });
    });
  } finally {
    bare.disconnect();
  }
}
