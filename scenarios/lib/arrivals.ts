import type { Options, Stage } from 'k6/options';

/**
 * Virtual users for as many visits as arrive within this time: a server that answers within it never makes k6 drop one.
 * All are made before the first visit (about 0.2 MB each), as making one takes k6 longer than a visit does.
 */
const patienceSeconds = 1;
const fewestUsers = 20;
const mostUsers = 2_000;

/** One scenario at a constant rate of arrivals, for the whole length of the run. */
export function constantArrivals(rate: number, seconds: number): Options {
  return options({
    executor: 'constant-arrival-rate',
    rate,
    timeUnit: '1s',
    duration: `${seconds}s`,
    preAllocatedVUs: usersFor(rate),
  });
}

/** A stretch at one rate. */
export interface Hold {
  readonly rate: number;
  readonly seconds: number;
}

/** One scenario that goes from rate to rate in steps, not in ramps: on a ramp no rate holds long enough to be judged. */
export function steppedArrivals(holds: readonly [Hold, ...Hold[]]): Options {
  const stages: Stage[] = holds.flatMap(({ rate, seconds }, index) => [
    ...(index === 0 ? [] : [{ target: rate, duration: '0s' }]),
    { target: rate, duration: `${seconds}s` },
  ]);
  return options({
    executor: 'ramping-arrival-rate',
    startRate: holds[0].rate,
    timeUnit: '1s',
    stages,
    preAllocatedVUs: usersFor(Math.max(...holds.map(({ rate }) => rate))),
  });
}

function usersFor(rate: number): number {
  return Math.min(mostUsers, Math.max(fewestUsers, Math.ceil(rate * patienceSeconds)));
}

/** Names say it all (`GET /api/users`): k6 need not tell the method of each request as well. */
const systemTags = ['name', 'status', 'scenario', 'error_code', 'check'];

/** What all scenarios share. Bodies are read only where a cursor is needed; thresholds are the gate's business. */
function options(scenario: NonNullable<Options['scenarios']>[string]): Options {
  return { scenarios: { visits: scenario }, discardResponseBodies: true, systemTags };
}
