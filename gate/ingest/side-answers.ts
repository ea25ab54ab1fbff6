import type { Problem } from '../core/model/verdict.ts';

type Side = 'baseline' | 'candidate';

interface Tally {
  readonly statuses: Map<string, number>;
  requests: number;
}

interface Received {
  iterations: number;
  bytes: number;
  squares: number;
}

/** A share of answers that differs by this much makes latencies incomparable; a tenth of it is said. */
const SUBSTANTIAL = 0.05;
const NOTABLE = 0.005;
/** Relative difference of the bytes received that is said. */
const NOTABLE_BYTES = 0.05;
/** Standard errors that a difference must have: chance alone reaches them once in three million times. */
const CERTAIN = 5;
/** A script with more routes is compared by its first ones. */
const MAX_ROUTES = 500;

/** What the sides answer: they are compared only where they do the same work. Counts over all launches. */
export class SideAnswers {
  readonly #routes: Record<Side, Map<string, Tally>> = { baseline: new Map(), candidate: new Map() };
  readonly #received: Record<Side, Received> = {
    baseline: { iterations: 0, bytes: 0, squares: 0 },
    candidate: { iterations: 0, bytes: 0, squares: 0 },
  };

  answered(side: Side, route: string, status: string): void {
    const routes = this.#routes[side];
    let tally = routes.get(route);
    if (tally === undefined) {
      if (routes.size === MAX_ROUTES) return;
      tally = { statuses: new Map(), requests: 0 };
      routes.set(route, tally);
    }
    tally.requests += 1;
    tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
  }

  /** Bytes that one iteration received, headers included: k6 knows them by iteration only, not by route. */
  received(side: Side, bytes: number): void {
    const received = this.#received[side];
    received.iterations += 1;
    received.bytes += bytes;
    received.squares += bytes * bytes;
  }

  /**
   * Where the sides answer differently: a status of a route whose share differs by 5 points or more takes the latencies of the
   * route, and by its weight those of all requests, their meaning; less is a warning, as are bytes that differ by 5 %.
   */
  problems(): readonly Problem[] {
    const total = sum([...this.#routes.baseline.values()].map(({ requests }) => requests));
    const routes = [...this.#routes.baseline].flatMap(([route, baseline]) => {
      const candidate = this.#routes.candidate.get(route);
      return candidate === undefined ? [] : this.#ofRoute(route, baseline, candidate, total);
    });
    return [...routes, ...this.#ofBytes()];
  }

  #ofRoute(route: string, baseline: Tally, candidate: Tally, total: number): readonly Problem[] {
    const statuses = [...new Set([...baseline.statuses.keys(), ...candidate.statuses.keys()])].sort();
    const differences = statuses
      .map((status) => ({ status, ...shares(status, baseline, candidate) }))
      .filter(({ before, after, error }) => {
        return Math.abs(after - before) >= NOTABLE && Math.abs(after - before) > CERTAIN * error;
      });
    if (differences.length === 0) return [];
    const said = differences.map(({ status, before, after }) => {
      return `${nameOf(status)} in ${percent(before)} of the baseline's answers and ${percent(after)} of the candidate's`;
    });
    const largest = Math.max(...differences.map(({ before, after }) => Math.abs(after - before)));
    const isSubstantial = largest >= SUBSTANTIAL;
    const touches = (named: string | null): Problem => ({
      severity: isSubstantial ? 'invalid' : 'warning',
      code: 'ANSWERS_DIFFER',
      message: `the sides answer ${route} differently: ${said.join('; ')}`,
      route: named,
      series: 'latency',
    });
    const weighs = (largest * baseline.requests) / total >= SUBSTANTIAL;
    return isSubstantial && weighs ? [touches(route), touches(null)] : [touches(route)];
  }

  #ofBytes(): readonly Problem[] {
    const baseline = meanOf(this.#received.baseline);
    const candidate = meanOf(this.#received.candidate);
    const difference = Math.abs(candidate.mean - baseline.mean);
    const isNotable = difference >= NOTABLE_BYTES * baseline.mean;
    if (!isNotable || !(difference > CERTAIN * Math.hypot(baseline.error, candidate.error))) return [];
    const message = `an iteration received ${Math.round(baseline.mean)} bytes from the baseline and ${Math.round(candidate.mean)} from the candidate: do they answer the same?`;
    return [{ severity: 'warning', code: 'SIZES_DIFFER', message, route: null, series: null }];
  }
}

function shares(status: string, baseline: Tally, candidate: Tally) {
  const [before, after] = [baseline, candidate].map(({ statuses, requests }) => (statuses.get(status) ?? 0) / requests);
  const pooled =
    ((baseline.statuses.get(status) ?? 0) + (candidate.statuses.get(status) ?? 0)) /
    (baseline.requests + candidate.requests);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / baseline.requests + 1 / candidate.requests));
  return { before: before ?? 0, after: after ?? 0, error };
}

function meanOf({ iterations, bytes, squares }: Received): { readonly mean: number; readonly error: number } {
  const mean = bytes / iterations;
  const variance = Math.max(0, squares / iterations - mean * mean);
  return { mean, error: Math.sqrt(variance / iterations) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function nameOf(status: string): string {
  return status === '0' ? 'no answer' : `status ${status}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
