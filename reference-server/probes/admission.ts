/**
 * One client with eight times the requests of each of four others, at five times what can be worked on: by the admission queue, which takes
 * clients in turn, and first come, first served. Fairness is Jain's index over what each client got of what it asked for, up to an equal share.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AdmissionQueue } from '../admission/admission-queue.ts';
import { systemClock } from '../system-clock.ts';
import { inTurn, tell } from './probe.ts';

const BLOCKS = 24;
const PLACES = 4;
const WORK_MS = 4;
const MODEST = 4;
const REQUESTS = 20;
const GREED = 8;
/** What is not answered by then is of no use to anybody. */
const PATIENCE_MS = 100;

for (let block = 0; block < BLOCKS; block += 1) {
  for (const side of inTurn(block)) {
    const served = await rush(side);
    const fair = ((PATIENCE_MS / WORK_MS) * PLACES) / (MODEST + 1);
    const shares = served.map(({ answered, asked }) => answered / Math.min(asked, fair));
    tell(
      { side, block, metric: 'fairness', unit: 'share', better: 'higher' },
      { numerator: jain(shares), denominator: 1 },
    );
    const [, ...modest] = served;
    const sum = (key: 'answered' | 'asked') => modest.reduce((total, one) => total + one[key], 0);
    tell(
      { side, block, metric: 'modest-served', unit: 'share', better: 'higher' },
      { numerator: sum('answered'), denominator: sum('asked') },
    );
  }
}

/** What each client got within its patience; the greedy one first. */
async function rush(
  side: 'with' | 'without',
): Promise<readonly { readonly answered: number; readonly asked: number }[]> {
  const queue = new AdmissionQueue(
    { isEnabled: true, maxConcurrent: PLACES, maxWaiting: 10_000, timeoutMs: PATIENCE_MS },
    systemClock,
  );
  const clients = Array.from({ length: MODEST + 1 }, (_, client) => ({
    answered: 0,
    asked: client === 0 ? REQUESTS * GREED : REQUESTS,
  }));
  const work: Promise<void>[] = [];
  // The greedy one is there first.
  for (const [client, counts] of clients.entries()) {
    for (let request = 0; request < counts.asked; request += 1) {
      work.push(
        one(queue, side === 'with' ? `client ${client}` : 'all', () => {
          counts.answered += 1;
        }),
      );
    }
  }
  await Promise.all(work);
  return clients;
}

function one(queue: AdmissionQueue, client: string, done: () => void): Promise<void> {
  return new Promise((resolve) => {
    const stay = queue.enter(
      () => client,
      (decision) => {
        if (decision.kind !== 'admitted') return resolve();
        void sleep(WORK_MS).then(() => {
          done();
          stay.end();
          resolve();
        });
      },
    );
  });
}

/** 1: all alike; 1 / n: one has all. Source: Jain, Chiu & Hawe (1984), DEC-TR-301. */
function jain(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const squares = values.reduce((total, value) => total + value ** 2, 0);
  return squares === 0 ? 0 : sum ** 2 / (values.length * squares);
}
