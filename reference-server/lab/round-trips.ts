import { Redis } from 'ioredis';
import { Client } from 'pg';

const ROUND_TRIPS = 15;
/** After so long no further one is begun. */
const ENOUGH_MS = 1_000;
/** Whoever has not answered by then does not answer. */
const PATIENCE_MS = 3_000;

/** The median time that Redis takes to answer PING on a connection of its own; `null`: it does not answer. */
export function redisRoundTripMs(url: string): Promise<number | null> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: PATIENCE_MS,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', () => {});
  return medianMs(
    () => redis.connect(),
    () => redis.ping(),
    () => redis.disconnect(),
  );
}

/** The same of PostgreSQL and the empty statement. */
export function postgresRoundTripMs(url: string): Promise<number | null> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS });
  client.on('error', () => {});
  return medianMs(
    () => client.connect(),
    () => client.query(''),
    () => void client.end().catch(() => {}),
  );
}

async function medianMs(
  open: () => Promise<unknown>,
  ask: () => Promise<unknown>,
  close: () => void,
): Promise<number | null> {
  const tripsMs: number[] = [];
  const { promise: outOfPatience, resolve: giveUp } = Promise.withResolvers<void>();
  const timer = setTimeout(giveUp, PATIENCE_MS);
  const measure = async () => {
    await open();
    // The first one pays for what happens only once.
    await ask();
    const beganAt = performance.now();
    while (tripsMs.length < ROUND_TRIPS && performance.now() - beganAt < ENOUGH_MS) {
      const askedAt = performance.now();
      await ask();
      tripsMs.push(performance.now() - askedAt);
    }
  };
  // Who closes a connection meanwhile is what we are here for.
  await Promise.race([measure().catch(() => {}), outOfPatience]);
  clearTimeout(timer);
  close();
  const sorted = tripsMs.toSorted((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)];
  return median === undefined ? null : Math.round(median * 100) / 100;
}
