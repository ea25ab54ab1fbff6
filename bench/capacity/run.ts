import { seededRandom } from '../../gate/core/stats/random.ts';
import { shuffled } from '../shuffled.ts';
import { nextTurn } from '../turn.ts';
import { isTakingTurns } from './config.ts';
import { startReferenceServer } from './reference-server.ts';
import { fire, type Shot, type ShotResult } from './shot.ts';

/**
 * How many requests a second the reference server answers when it is asked for as many as it can. Fires short shots at a
 * few routes in rounds, in random order within each, so that a slow stretch of the machine falls on all routes alike.
 * Prints one JSON line a route; a batch is one shot.
 */
const SHOTS: readonly Shot[] = [
  { name: 'GET /api/users/:id', paths: Array.from({ length: 100 }, (_, i) => `/api/users/${i + 1}`) },
  { name: 'GET /api/users', paths: ['/api/users?limit=20'], headers: { 'accept-encoding': 'br' } },
  { name: 'GET /api/users/:id/posts', paths: Array.from({ length: 100 }, (_, i) => `/api/users/${i + 1}/posts`) },
];
const ROUNDS = 20;
const SECONDS = 2;
const CONNECTIONS = 20;
const random = seededRandom(1);

const server = await startReferenceServer();
try {
  const options = { url: server.url, connections: CONNECTIONS, seconds: SECONDS };
  const batches = new Map(SHOTS.map(({ name }): [string, ShotResult[]] => [name, []]));
  for (const shot of SHOTS) await fire(shot, options); // warm-up: caches, compiled code, connections of the pool
  for (let round = 0; round < ROUNDS; round += 1) {
    console.error(`${round} of ${ROUNDS} rounds`);
    for (const shot of shuffled(SHOTS, random)) {
      await nextTurn(isTakingTurns);
      batches.get(shot.name)?.push(await fire(shot, options));
    }
  }
  for (const [shot, results] of batches) console.log(JSON.stringify({ tool: 'autocannon', shot, batches: results }));
} finally {
  await server.stop();
}
