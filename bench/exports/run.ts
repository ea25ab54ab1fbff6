/**
 * Exports of a million audit events over HTTP. Bars: at most 40 MB of resident memory above a server that has answered requests
 * and rests (what it is above one that has just started, and not yet used what V8 gave it, is printed too);
 * within 10 MB of what a tenth of the rows takes; a client that reads slowly and leaves takes no more either, and its connection
 * goes back to the pool; at least 0.8 times the rows a second of a bare pg-cursor loop that reads the same statement in batches
 * of the same size and throws the rows away: encoding, HTTP and the client are all on our side. Every memory reading is of a server of
 * its own, the formats in turn; the rates are pairs in random order. Intervals are Student's of 95 %. Exits 1 where an interval
 * lies beyond a bar, 2 where it straddles one. Needs Linux. Usage: node bench/exports/run.ts [memory readings] [pairs] [seed]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import autocannon from 'autocannon';
import { seededRandom } from '../../gate/core/stats/random.ts';
import { startPostgres } from '../../infra/postgres.ts';
import { judgeBar } from '../cache/bar.ts';
import { type RunningServer, startReferenceServer } from '../capacity/reference-server.ts';
import type { BareResult, BareTask } from './bare-loop.ts';
import { config } from './config.ts';
import { dawdle, download } from './export-client.ts';
import { judgeMean } from './judge-mean.ts';
import { forgetPeak, residentMemory } from './resident-memory.ts';

const MEMORY_BAR_MB = 40;
const GROWTH_BAR_MB = 10;
const RATE_BAR = 0.8;
const FORMATS = ['ndjson', 'json', 'csv'] as const;
/** The chunk of the document's example; the bare loop fetches as many at a time. */
const CHUNK_ROWS = 1_000;
/** 37 days of the year that the events are spread over. */
const TENTH = '&endDate=2025-02-06';
const SLOW = { bytes: 20_000_000, restMs: 10 };
/** Ordinary traffic: users that are in no cache at first. */
const WARM_UP_REQUESTS = 20_000;
const WARM_UP_PATHS = Array.from({ length: 5_000 }, (_, index) => ({ path: `/api/users/${index + 1}` }));
const SETTLE_MS = 1_000;

const readings = Number(process.argv[2] ?? 3);
const pairs = Number(process.argv[3] ?? 8);
const random = seededRandom(Number(process.argv[4] ?? 1));

const postgres = await startPostgres({
  directory: join(import.meta.dirname, '../../.loadline/cache'),
  url: config.databaseUrl,
});
try {
  const codes = [await judgeMemory(), await judgeRate()];
  process.exitCode = codes.includes(1) ? 1 : Math.max(...codes);
} finally {
  await postgres.stop();
}

async function judgeMemory(): Promise<0 | 1 | 2> {
  const above = { all: [] as number[], tenth: [] as number[], slow: [] as number[] };
  const fresh: number[] = [];
  for (let reading = 0; reading < readings; reading += 1) {
    const format = FORMATS[reading % FORMATS.length] ?? 'ndjson';
    const all = await takesMb((url, token) => download(url, token, false), format, '');
    const tenth = await takesMb((url, token) => download(url, token, false), format, TENTH);
    const slow = await takesMb((url, token) => dawdle(url, token, SLOW), format, '');
    const [ofAll, ofTenth, ofSlow] = [all, tenth, slow].map(({ idleMb, peakMb }) => peakMb - idleMb);
    above.all.push(ofAll ?? Number.NaN);
    above.tenth.push(ofTenth ?? Number.NaN);
    above.slow.push(ofSlow ?? Number.NaN);
    fresh.push(all.peakMb - all.freshMb);
    console.log(
      `${format}: ${JSON.stringify({ all, tenth, slow }, (_, mb) => (typeof mb === 'number' ? Math.round(mb) : mb))}`,
    );
  }
  const growth = above.all.map((mb, index) => mb - (above.tenth[index] ?? Number.NaN));
  console.log(
    `memory of 1 M rows above a server that has just started: ${fresh.map((mb) => mb.toFixed(1)).join(', ')} MB`,
  );
  const codes = [
    judgeMean('memory of 1 M rows above idle', above.all, 'MB', MEMORY_BAR_MB),
    judgeMean('beyond what a tenth of them takes', growth, 'MB', GROWTH_BAR_MB),
    judgeMean('memory with a slow client that leaves', above.slow, 'MB', MEMORY_BAR_MB),
  ];
  return codes.includes(1) ? 1 : codes.includes(2) ? 2 : 0;
}

/** Memory of a server of its own: just started, at rest after requests, and at most during the export. Throws where a connection is not given back. */
async function takesMb(
  exporting: (url: string, token: string) => Promise<unknown>,
  format: string,
  filter: string,
): Promise<{ readonly freshMb: number; readonly idleMb: number; readonly peakMb: number }> {
  return withServer(async (server, token) => {
    const { nowMb: freshMb } = residentMemory(server.pid);
    await autocannon({ url: server.url, connections: 20, amount: WARM_UP_REQUESTS, requests: WARM_UP_PATHS });
    await setTimeout(SETTLE_MS);
    const { nowMb: idleMb } = residentMemory(server.pid);
    forgetPeak(server.pid);
    await exporting(urlOf(server, format) + filter, token);
    const { peakMb } = residentMemory(server.pid);
    await allGivenBack(server);
    return { freshMb, idleMb, peakMb };
  });
}

async function judgeRate(): Promise<0 | 1 | 2> {
  const bare = fork(join(import.meta.dirname, 'bare-loop.ts'));
  const readBare = async (): Promise<BareResult> => {
    bare.send({ databaseUrl: postgres.url, batchRows: CHUNK_ROWS } satisfies BareTask);
    const [result] = await once(bare, 'message');
    return result as BareResult; // what bare-loop.ts answers
  };
  try {
    return await withServer(async (server, token) => {
      const url = urlOf(server, 'ndjson');
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

async function withServer<T>(work: (server: RunningServer, token: string) => Promise<T>): Promise<T> {
  const server = await startReferenceServer(config.serverEnvironment(postgres.url));
  try {
    const answer = await fetch(`${server.url}/lab/token`, {
      method: 'POST',
      headers: { 'x-lab-key': config.labKey, 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'viewer' }),
    });
    const { data } = (await answer.json()) as { readonly data: { readonly token: string } };
    return await work(server, data.token);
  } finally {
    await server.stop();
  }
}

function urlOf(server: RunningServer, format: string): string {
  return `${server.url}/api/v1/performance/audit/events/stream?format=${format}&chunk_size=${CHUNK_ROWS}`;
}

/** Waits until the pool of the audit domain lends nothing out, at most five seconds. */
async function allGivenBack(server: RunningServer): Promise<void> {
  for (let tries = 0; tries < 50; tries += 1) {
    const answer = await fetch(`${server.url}/metrics`, { headers: { accept: 'application/json' } });
    const { pool } = (await answer.json()) as { readonly pool: { readonly audit: { open: number; idle: number } } };
    if (pool.audit.open === pool.audit.idle) return;
    await setTimeout(100);
  }
  throw new Error('a connection was not given back');
}
