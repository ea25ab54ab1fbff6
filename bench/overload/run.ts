/**
 * The reference server at five times what it can do, with its admission queue and without, in one run: slots of both in turn and
 * in random order, at the same arrivals. Five clients; one is greedy and sends 84 % of it all, each of the others just its fair share
 * of the capacity. They ask in open loop and leave when an answer takes longer than a second. Every request costs a statement,
 * nothing is cached, and the database is far away (the lab's proxy: 20 ms): four connections are what there is too little of. A slot
 * begins when the server has done with the one before.
 *
 * Bars, ours: goodput (answers 200 in time) with the queue at least 0.95 of that without; Jain's index of the clients' goodput
 * with the queue at least 0.9. Beside them: the p99 of the good answers, the share that was refused, and the index without the queue.
 * Exits 1 where an interval lies beyond a bar, 2 where it straddles one. Usage: node bench/overload/run.ts [pairs of slots] [seed]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../gate/core/stats/random.ts';

import { judgeBar } from '../cache/bar.ts';
import { fire } from '../capacity/shot.ts';
import { startWholeServer, type WholeServer } from '../outages/whole-server.ts';
import { shuffled } from '../shuffled.ts';
import { jainIndex } from './jain-index.ts';
import { type ClientResult, driveOpenLoop } from './open-loop.ts';
import { createOwnDatabase } from './own-database.ts';

const GOODPUT_BAR = 0.95;
const FAIRNESS_BAR = 0.9;
const OVERLOAD = 5;
const CLIENTS = 5;
const SLOT_SECONDS = 3;
const PATIENCE_MS = 1_000;
const USERS = 1_000;
const SCARCE = {
  PERFORMANCE_CACHING: 'off',
  DB_POOL_MIN: '4',
  DB_POOL_MAX: '4',
  LAB_PROXY: 'on',
  LOG_LEVEL: 'error',
  REDIS_URL: 'redis://127.0.0.1:1',
};
const DATABASE_DELAY_MS = 20;
/** Fitted to the connections and to the patience of the clients, as whoever runs a server would. */
const QUEUE = { MAX_CONCURRENT_REQUESTS: '8', MAX_WAITING_REQUESTS: '80', QUEUE_TIMEOUT: '500' };

const pairs = Number(process.argv[2] ?? 4);
const random = seededRandom(Number(process.argv[3] ?? 1));
const path = (number: number) => `/api/users/${(number % USERS) + 1}`;

interface Slot {
  readonly goodPerSecond: number;
  readonly jain: number;
  readonly p99Ms: number;
  readonly refusedShare: number;
}

const database = await createOwnDatabase();
const servers: WholeServer[] = [];
try {
  const start = async (variables: Readonly<Record<string, string>>) => {
    const server = await startWholeServer({ ...SCARCE, ...variables, DATABASE_URL: database.url });
    servers.push(server);
    await server.putNetwork({ pg: { slowMs: DATABASE_DELAY_MS } });
    return {
      server,
      tokens: await Promise.all(Array.from({ length: CLIENTS }, (_, n) => server.tokenOf(`client-${n}`))),
    };
  };
  const off = await start({ REQUEST_QUEUE: 'off' });
  const on = await start({ REQUEST_QUEUE: 'on', ...QUEUE });
  const capacity = await capacityOf(off.server.url);
  console.log(
    `capacity, closed loop of 8 connections: ${capacity.toFixed(0)} requests/s; offered: ${OVERLOAD} times that`,
  );
  const slots: { readonly off: Slot; readonly on: Slot }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const made: { off?: Slot; on?: Slot } = {};
    for (const name of shuffled(['off', 'on'] as const, random)) {
      made[name] = await overload(name === 'off' ? off : on, capacity);
    }
    if (made.off === undefined || made.on === undefined) throw new TypeError('both sides were driven');
    slots.push({ off: made.off, on: made.on });
  }
  for (const side of ['off', 'on'] as const)
    console.log(
      describe(
        side,
        slots.map((slot) => slot[side]),
        capacity,
      ),
    );
  const codes = [
    judgeBar(
      'goodput, queue / none',
      slots.map((slot) => [slot.off.goodPerSecond, slot.on.goodPerSecond]),
      { atLeast: GOODPUT_BAR },
    ),
    judgeBar(
      "Jain's index with the queue",
      slots.map((slot) => [1, slot.on.jain]),
      { atLeast: FAIRNESS_BAR },
    ),
  ];
  process.exitCode = codes.includes(1) ? 1 : Math.max(...codes);
} finally {
  await Promise.all(servers.map((server) => server.stop()));
  await database.stop();
}

/** As many as it answers when eight connections wait for nothing else. The first shot warms it up. */
async function capacityOf(url: string): Promise<number> {
  const shot = { name: 'GET /api/users/:id', paths: Array.from({ length: 100 }, (_, number) => path(number)) };
  for (let turn = 0; ; turn += 1) {
    const result = await fire(shot, { url, connections: 8, seconds: 3 });
    if (turn === 1) return result.requests.average;
  }
}

/** One slot. Throws where anything but 200, 503 or the end of patience was met. */
async function overload(
  { server, tokens }: { readonly server: WholeServer; readonly tokens: readonly string[] },
  capacity: number,
): Promise<Slot> {
  const fairShare = capacity / CLIENTS;
  const greedy = OVERLOAD * capacity - (CLIENTS - 1) * fairShare;
  const clients = tokens.map((token, place) => ({ token, perSecond: place === 0 ? greedy : fairShare }));
  const loop = { url: server.url, path, seconds: SLOT_SECONDS, patienceMs: PATIENCE_MS, random };
  const results = await driveOpenLoop(clients, loop);
  const sum = (number: (result: ClientResult) => number) => results.reduce((all, result) => all + number(result), 0);
  await drained(server.url);
  const failed = sum((result) => result.failed);
  if (failed > 0) throw new Error(`${failed} requests failed`);
  const latenciesMs = results.flatMap((result) => result.latenciesMs).sort((one, other) => one - other);
  return {
    goodPerSecond:
      Math.max(
        1,
        sum((result) => result.good),
      ) / SLOT_SECONDS,
    jain: Math.max(Number.EPSILON, jainIndex(results.map((result) => result.good))),
    p99Ms: latenciesMs[Math.floor(latenciesMs.length * 0.99)] ?? PATIENCE_MS,
    refusedShare: sum((result) => result.refused) / sum((result) => result.sent),
  };
}

/** Without a queue a server goes on working for clients that have long left. */
async function drained(url: string): Promise<void> {
  for (;;) {
    const metrics = (await (await fetch(`${url}/metrics`)).json()) as { concurrency: { running: number } };
    if (metrics.concurrency.running === 0) return;
    await sleep(100);
  }
}

function describe(side: string, slots: readonly Slot[], capacity: number): string {
  const mean = (number: (slot: Slot) => number) => slots.reduce((sum, slot) => sum + number(slot), 0) / slots.length;
  const goodput = mean((slot) => slot.goodPerSecond);
  return [
    `queue ${side}: goodput ${goodput.toFixed(0)}/s (${((goodput / capacity) * 100).toFixed(0)} % of capacity)`,
    `p99 of the good ${mean((slot) => slot.p99Ms).toFixed(0)} ms`,
    `refused ${(mean((slot) => slot.refusedShare) * 100).toFixed(0)} %`,
    `Jain's index ${mean((slot) => slot.jain).toFixed(2)}`,
  ].join(', ');
}
