/** A ping to Redis on a connection that is kept, and on one that is opened for it. */
import { Redis } from 'ioredis';
import { config } from './config.ts';
import { inTurn, tell, timed, unmeasured } from './probe.ts';

const BLOCKS = 24;
const SAMPLES = 15;

const url = config.redisUrl ?? unmeasured('no Redis: REDIS_URL is not set');
const kept = new Redis(url);
try {
  for (let block = -1; block < BLOCKS; block += 1) {
    for (const side of inTurn(Math.abs(block))) {
      const samples: number[] = [];
      for (let sample = 0; sample < SAMPLES; sample += 1) {
        samples.push(await timed(side === 'with' ? () => kept.ping() : pingOnce));
      }
      if (block >= 0) tell({ side, block, metric: 'ping', unit: 'ms' }, { samples });
    }
  }
} finally {
  kept.disconnect();
}

async function pingOnce(): Promise<void> {
  const opened = new Redis(url);
  try {
    await opened.ping();
  } finally {
    opened.disconnect();
  }
}
