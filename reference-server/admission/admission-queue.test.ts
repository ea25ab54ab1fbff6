import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AdmissionQueue, type AdmissionSettings, type Decision, type Stay } from './admission-queue.ts';

const TIMEOUT_MS = 100;
const CLIENTS = ['a', 'b', 'c'] as const;
const clock = { monotonicMs: () => Date.now(), wallMs: () => Date.now() };
const settings = { isEnabled: true, maxConcurrent: 2, maxWaiting: 4, timeoutMs: TIMEOUT_MS };

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => void vi.useRealTimers());

/** One request: who sent it, what became of it, and when. */
interface Visit {
  readonly client: string;
  readonly arrivedAt: number;
  readonly decisions: Decision[];
  stay: Stay | undefined;
  isEnded: boolean;
}

/** A queue whose visitors are watched. `admissions` holds those that were taken out of the queue, in order. */
class Watched {
  readonly queue: AdmissionQueue;
  readonly visits: Visit[] = [];
  readonly admissions: Visit[] = [];
  readonly #settings: AdmissionSettings;

  constructor(changed: Partial<AdmissionSettings> = {}) {
    this.#settings = { ...settings, ...changed };
    this.queue = new AdmissionQueue(this.#settings, clock);
  }

  enter(client: string, isBrief = false): Visit {
    const visit: Visit = { client, arrivedAt: Date.now(), decisions: [], stay: undefined, isEnded: false };
    this.visits.push(visit);
    visit.stay = this.queue.enter(
      () => client,
      (decision) => {
        visit.decisions.push(decision);
        if (decision.kind === 'admitted' && this.#wasWaiting(visit)) this.admissions.push(visit);
        // One that is over the moment it is let in.
        if (isBrief && visit.stay !== undefined) this.end(visit);
      },
    );
    return visit;
  }

  end(visit: Visit): void {
    visit.isEnded = true;
    visit.stay?.end();
  }

  get running(): readonly Visit[] {
    return this.visits.filter(({ decisions, isEnded }) => decisions[0]?.kind === 'admitted' && !isEnded);
  }

  get waiting(): readonly Visit[] {
    return this.visits.filter(({ decisions, isEnded }) => decisions.length === 0 && !isEnded);
  }

  kinds(): readonly (string | undefined)[] {
    return this.visits.map(({ decisions }) => decisions[0]?.kind);
  }

  #wasWaiting({ stay }: Visit): boolean {
    return stay !== undefined;
  }

  /** What must hold whatever has happened. */
  check(): void {
    const { maxConcurrent, maxWaiting, timeoutMs } = this.#settings;
    const { running, waiting, visits } = this;
    const stats = this.queue.getStats();
    expect(running.length).toBeLessThanOrEqual(maxConcurrent);
    expect(waiting.length).toBeLessThanOrEqual(maxWaiting);
    // Nobody waits beside a free place.
    if (waiting.length > 0) expect(running).toHaveLength(maxConcurrent);
    expect([stats.running, stats.waiting]).toEqual([running.length, waiting.length]);
    expect(stats.admitted + stats.rejected + stats.timedOut + stats.left + stats.closed + stats.waiting).toBe(
      visits.length,
    );
    expect(stats.waitCounts.reduce((sum, count) => sum + count, 0)).toBe(stats.admitted);
    expect(stats.busySeconds).toBeLessThanOrEqual(stats.capacitySeconds);
    for (const { decisions, arrivedAt, isEnded } of visits) {
      expect(decisions.length).toBeLessThanOrEqual(1);
      const [decision] = decisions;
      if (decision === undefined && !isEnded) expect(Date.now() - arrivedAt).toBeLessThan(timeoutMs);
      if (decision?.kind === 'timed out') expect(decision.waitedMs).toBe(timeoutMs);
      if (decision !== undefined) expect(decision.waitedMs).toBeLessThanOrEqual(timeoutMs);
    }
  }
}

type Step =
  | { readonly kind: 'enter'; readonly client: string; readonly isBrief: boolean }
  | { readonly kind: 'end a running' | 'leave the queue'; readonly which: number }
  | { readonly kind: 'pass'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: entering(fc.constantFrom(...CLIENTS), fc.boolean()), weight: 5 },
  { arbitrary: fc.record({ kind: fc.constant('end a running' as const), which: fc.nat(9) }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constant('leave the queue' as const), which: fc.nat(9) }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(TIMEOUT_MS * 1.2) }), weight: 1 },
);

function entering(client: fc.Arbitrary<string>, isBrief: fc.Arbitrary<boolean>): fc.Arbitrary<Step> {
  return fc.record({ kind: fc.constant('enter' as const), client, isBrief });
}

function carryOut(watched: Watched, done: Step): void {
  if (done.kind === 'enter') watched.enter(done.client, done.isBrief);
  else if (done.kind === 'pass') vi.advanceTimersByTime(done.ms);
  else {
    const among = done.kind === 'end a running' ? watched.running : watched.waiting;
    const visit = among[done.which % Math.max(1, among.length)];
    if (visit !== undefined) watched.end(visit);
  }
}

/** While one client waits, no other is let in twice; of one client, the first to come is the first to be let in. */
function checkOrder({ admissions }: Watched, waitedBefore: readonly Visit[], from: number): void {
  const taken = admissions.slice(from);
  for (const [place, visit] of taken.entries()) {
    const earlier = waitedBefore.filter(({ client }) => client === visit.client);
    const before = taken.slice(0, place).filter(({ client }) => client === visit.client).length;
    expect(visit).toBe(earlier[before]);
  }
}

test('whatever happens: never more than there are places, nobody forgotten, first come first served within a client, all accounted for', () => {
  let admitted = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }), fc.nat(3), (steps, places) => {
      const watched = new Watched({ maxConcurrent: places + 1 });
      for (const done of steps) {
        const waited = watched.waiting;
        const from = watched.admissions.length;
        carryOut(watched, done);
        checkOrder(watched, waited, from);
        watched.check();
      }
      for (const visit of watched.visits) watched.end(visit);
      expect(watched.queue.getStats()).toMatchObject({ running: 0, waiting: 0 });
      expect(vi.getTimerCount()).toBe(0);
      admitted += watched.admissions.length;
    }),
    { numRuns: 300 },
  );
  expect(admitted).toBeGreaterThan(300);
});

test('while a client waits no other is let in twice before it', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...CLIENTS), { minLength: 3, maxLength: 40 }), (arrivals) => {
      const watched = new Watched({ maxConcurrent: 1, maxWaiting: 1_000 });
      const first = watched.enter('first');
      const passedBy = new Map<string, string[]>();
      // Between arrivals places come free: clients come back while others wait.
      for (const [turn, client] of arrivals.entries()) {
        watched.enter(client);
        if (turn % 2 === 1) endOne();
      }
      watched.end(first);
      while (watched.running.length > 0) endOne();
      expect(watched.admissions).toHaveLength(arrivals.length);

      function endOne(): void {
        const from = watched.admissions.length;
        const waitingBefore = new Set(watched.waiting.map(({ client }) => client));
        for (const visit of watched.running) watched.end(visit);
        for (const { client } of watched.admissions.slice(from)) {
          for (const other of waitingBefore) {
            if (other === client) continue;
            const passers = passedBy.get(other) ?? [];
            expect(passers).not.toContain(client);
            passedBy.set(other, [...passers, client]);
          }
          passedBy.set(client, []);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('one with a hundred requests does not hold up one with a single one', () => {
  const watched = new Watched({ maxConcurrent: 1, maxWaiting: 200 });
  const first = watched.enter('greedy');
  for (let request = 0; request < 100; request += 1) watched.enter('greedy');
  const modest = watched.enter('modest');
  watched.end(first);
  for (const visit of watched.running) watched.end(visit);
  expect(modest.decisions).toEqual([{ kind: 'admitted', waitedMs: 0 }]);
});

test('a full queue makes room for a client that has less in it than the one that has the most', () => {
  const watched = new Watched();
  for (const client of ['g', 'g', 'g', 'g', 'g', 'g']) watched.enter(client);
  expect(watched.enter('g').decisions).toEqual([{ kind: 'rejected', waitedMs: 0 }]);
  expect(watched.enter('m').decisions).toEqual([]);
  expect(watched.enter('n').decisions).toEqual([]);
  // The newest of the greedy one had to go.
  expect(watched.kinds().slice(0, 7)).toEqual([
    'admitted',
    'admitted',
    undefined,
    undefined,
    'rejected',
    'rejected',
    'rejected',
  ]);
  // Nobody has more than one more than the newcomer would have.
  expect(watched.enter('m').decisions).toEqual([{ kind: 'rejected', waitedMs: 0 }]);
  watched.check();
});

test('who has waited too long is told so at that time, and not again', () => {
  const watched = new Watched({ maxConcurrent: 1 });
  const running = watched.enter('a');
  const late = watched.enter('b');
  vi.advanceTimersByTime(TIMEOUT_MS - 1);
  expect(late.decisions).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(late.decisions).toEqual([{ kind: 'timed out', waitedMs: TIMEOUT_MS }]);
  watched.end(running);
  watched.end(late);
  watched.check();
  expect(watched.queue.getStats()).toMatchObject({ timedOut: 1, left: 0, running: 0 });
});

test('a queue that closes answers who waits, lets those in finish, and still lets in where there is room', () => {
  const watched = new Watched({ maxConcurrent: 1 });
  const running = watched.enter('a');
  watched.enter('b');
  vi.advanceTimersByTime(7);
  watched.queue.close();
  expect(watched.visits[1]?.decisions).toEqual([{ kind: 'closed', waitedMs: 7 }]);
  expect(watched.enter('c').decisions[0]?.kind).toBe('closed');
  watched.end(running);
  expect(watched.enter('d').decisions[0]?.kind).toBe('admitted');
  expect(vi.getTimerCount()).toBe(0);
});

test('a queue that is off lets everybody in and counts them', () => {
  const watched = new Watched({ isEnabled: false, maxConcurrent: 1 });
  for (let request = 0; request < 10; request += 1) watched.enter('a');
  expect(watched.queue.getStats()).toMatchObject({ running: 10, admitted: 10, waiting: 0, rejected: 0 });
  for (const visit of watched.visits) watched.end(visit);
  expect(watched.queue.getStats().running).toBe(0);
});

test('ten thousand who are over at once come through one after the other', () => {
  const watched = new Watched({ maxConcurrent: 1, maxWaiting: 20_000 });
  const first = watched.enter('a');
  for (let request = 0; request < 10_000; request += 1) watched.enter('a', true);
  watched.end(first);
  expect(watched.admissions).toHaveLength(10_000);
});

test('how long to stay away follows from how long places are held', () => {
  const watched = new Watched({ maxConcurrent: 1, maxWaiting: 100, timeoutMs: 1e6 });
  expect(watched.queue.retryAfterSeconds()).toBe(1);
  const first = watched.enter('a');
  for (let request = 0; request < 10; request += 1) watched.enter('a');
  vi.advanceTimersByTime(2_000);
  watched.end(first);
  expect(watched.queue.retryAfterSeconds()).toBe(9);
  vi.advanceTimersByTime(100_000);
  expect(watched.queue.retryAfterSeconds()).toBe(60);
});
