import { setTimeout } from 'node:timers/promises';
import autocannon from 'autocannon';
import type { RunningServer } from '../capacity/reference-server.ts';
import { dawdle, download } from './export-client.ts';
import { allGivenBack, exportUrl, withServer } from './export-server.ts';
import { judgeMean } from './judge-mean.ts';
import { forgetPeak, residentMemory } from './resident-memory.ts';

const MEMORY_BAR_MB = 40;
const GROWTH_BAR_MB = 10;
const FORMATS = ['ndjson', 'json', 'csv'] as const;
/** 37 days of the year that the events are spread over. */
const TENTH = '&endDate=2025-02-06';
const SLOW = { bytes: 20_000_000, restMs: 10 };
/** Ordinary traffic: users that are in no cache at first. */
const WARM_UP_REQUESTS = 20_000;
const WARM_UP_PATHS = Array.from({ length: 5_000 }, (_, index) => ({ path: `/api/users/${index + 1}` }));
const SETTLE_MS = 1_000;

/** What a server has done before it rests, and the export begins. */
type Past = 'just started' | 'has answered requests';

/** 0: all bars are met, 1: one is missed, 2: one is undecided. Prints every reading, and a line for each bar. */
export async function judgeMemory(databaseUrl: string, readings: number): Promise<0 | 1 | 2> {
  const codes = [
    ...(await judgeAfter('just started', databaseUrl, readings)),
    ...(await judgeAfter('has answered requests', databaseUrl, readings)),
  ];
  return codes.includes(1) ? 1 : codes.includes(2) ? 2 : 0;
}

async function judgeAfter(past: Past, databaseUrl: string, readings: number): Promise<readonly (0 | 1 | 2)[]> {
  const above = { all: [] as number[], tenth: [] as number[], slow: [] as number[] };
  for (let reading = 0; reading < readings; reading += 1) {
    const format = FORMATS[reading % FORMATS.length] ?? 'ndjson';
    const takesMb = (exporting: (url: string, token: string) => Promise<unknown>) =>
      withServer(databaseUrl, (server, token) =>
        aboveIdle(server, past, () => exporting(exportUrl(server, format), token)),
      );
    const all = await takesMb((url, token) => download(url, token, false));
    const tenth = await takesMb((url, token) => download(url + TENTH, token, false));
    const slow = await takesMb((url, token) => dawdle(url, token, SLOW));
    above.all.push(all);
    above.tenth.push(tenth);
    above.slow.push(slow);
    const figures = [all, tenth, slow].map((mb) => mb.toFixed(1)).join(', ');
    console.log(`${past}, ${format}: all, a tenth, slow client: ${figures} MB`);
  }
  const growth = above.all.map((mb, index) => mb - (above.tenth[index] ?? Number.NaN));
  const idle = `a server that ${past === 'just started' ? 'has just started' : past}`;
  return [
    judgeMean(`memory of 1 M rows above ${idle}`, above.all, 'MB', MEMORY_BAR_MB),
    judgeMean('beyond what a tenth of them takes', growth, 'MB', GROWTH_BAR_MB),
    judgeMean('memory with a slow client that leaves', above.slow, 'MB', MEMORY_BAR_MB),
  ];
}

/** The most that a server takes during the export beyond what it takes at rest. Throws where a connection is not given back. */
async function aboveIdle(server: RunningServer, past: Past, exporting: () => Promise<unknown>): Promise<number> {
  if (past === 'has answered requests') {
    await autocannon({ url: server.url, connections: 20, amount: WARM_UP_REQUESTS, requests: WARM_UP_PATHS });
  }
  await setTimeout(SETTLE_MS);
  const { nowMb: idleMb } = residentMemory(server.pid);
  forgetPeak(server.pid);
  await exporting();
  const { peakMb } = residentMemory(server.pid);
  await allGivenBack(server);
  return peakMb - idleMb;
}
