import type { Launch, SideMeasurement } from '../model/comparison-record.ts';
import type { Series } from '../model/series.ts';
import type { Problem } from '../model/verdict.ts';
import { LEAST_ASSUMED_DESIGN_EFFECT } from '../stats/share-interval.ts';
import { rateProblems } from './rate-problems.ts';
import { findRouteProblems } from './route-validity.ts';
import { outputProblems, processorProblems } from './validity.ts';

/** Standard errors, and difference of shares, from which on two sides surely did not do the same work. */
const SURELY = 6;
const LEAST_DIFFERENCE = 0.01;
/** Checks on one side that are missed on the other. */
const ENOUGH_TO_MISS = 30;

/** Everything wrong with a comparison: what the collector saw, and what the launches show. The same fault of several launches counts once. */
export function findComparisonProblems(launches: readonly Launch[], collected: readonly Problem[]): readonly Problem[] {
  const ofLaunches = launches.flatMap((launch, position) =>
    problemsOf(launch).map((problem) => ({ ...problem, message: `launch ${position + 1}: ${problem.message}` })),
  );
  const all = [...collected, ...ofLaunches, ...differences(launches)];
  const isSame = (one: Problem, other: Problem) =>
    one.code === other.code &&
    one.route === other.route &&
    one.series === other.series &&
    one.severity === other.severity;
  return all
    .filter((problem, position) => all.findIndex((other) => isSame(problem, other)) === position)
    .sort((one, other) => Number(one.severity === 'warning') - Number(other.severity === 'warning'));
}

/** What kept the load from being the planned one. Of one generator that drives both sides: it stands in both alike. */
export function loadProblemsOf({ baseline }: Launch): readonly Problem[] {
  const isLoad = baseline.evidence.plannedIterations !== null || hasIterations(baseline);
  return [...rateProblems(baseline.evidence), ...processorProblems(baseline.evidence, isLoad)];
}

function problemsOf(launch: Launch): readonly Problem[] {
  const { baseline, candidate, blockSeconds, warmUpSeconds, durationSeconds } = launch;
  return [
    ...loadProblemsOf(launch),
    ...[baseline, candidate].flatMap(({ series, evidence }) => [
      ...outputProblems(evidence),
      ...findRouteProblems({ blockSeconds, warmUpSeconds, durationSeconds, stages: [], series }, evidence),
    ]),
  ];
}

/** Whether a side was driven by iterations, whose number the plan sets, and not by shots or batches. */
export function hasIterations({ series }: SideMeasurement): boolean {
  return series.some(({ name }) => name === 'iterations');
}

/** Sides that are asked for other things, or answer with other things, have no times to compare. */
function differences(launches: readonly Launch[]): readonly Problem[] {
  const isDriven = launches.some(({ baseline }) => hasIterations(baseline));
  return [...(isDriven ? mixProblems(launches) : []), ...checkProblems(launches)];
}

function mixProblems(launches: readonly Launch[]): readonly Problem[] {
  const [before, after] = [requestsByRoute(launches, 'baseline'), requestsByRoute(launches, 'candidate')];
  const total = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((route) => {
    const one = { part: before.get(route) ?? 0, whole: total(before) };
    const other = { part: after.get(route) ?? 0, whole: total(after) };
    if (!isDifferent(one, other)) return [];
    const message = `${percent(one)} of the baseline's requests were ${route}, ${percent(other)} of the candidate's: the sides did different work`;
    return [ofAll('SIDES_DIFFER', message)];
  });
}

function requestsByRoute(launches: readonly Launch[], side: 'baseline' | 'candidate'): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const launch of launches) {
    for (const series of launch[side].series) {
      if (series.name !== 'error-rate' || series.route === null) continue;
      counts.set(series.route, (counts.get(series.route) ?? 0) + requestsOf(series, launch.warmUpSeconds));
    }
  }
  return counts;
}

function requestsOf(series: Series, from: number): number {
  if (series.kind !== 'ratio') return 0;
  return series.blocks.reduce((sum, { at, denominator }) => sum + (at >= from ? denominator : 0), 0);
}

function checkProblems(launches: readonly Launch[]): readonly Problem[] {
  const names = new Set(
    launches.flatMap(({ baseline, candidate }) => [
      ...Object.keys(baseline.evidence.checks),
      ...Object.keys(candidate.evidence.checks),
    ]),
  );
  return [...names].flatMap((name) => {
    const [one, other] = [failedChecks(launches, 'baseline', name), failedChecks(launches, 'candidate', name)];
    if (!isDifferent(one, other)) return [];
    const message = `check "${name}" failed in ${percent(one)} on the baseline, in ${percent(other)} on the candidate: the sides answer differently`;
    return [ofAll('SIDES_DIFFER', message)];
  });
}

function failedChecks(launches: readonly Launch[], side: 'baseline' | 'candidate', name: string): Share {
  const counts = launches.map((launch) => launch[side].evidence.checks[name] ?? { passes: 0, fails: 0 });
  const part = counts.reduce((sum, { fails }) => sum + fails, 0);
  return { part, whole: part + counts.reduce((sum, { passes }) => sum + passes, 0) };
}

interface Share {
  readonly part: number;
  readonly whole: number;
}

/** Two shares that chance does not set apart, even where four at a time share their fate. */
function isDifferent(one: Share, other: Share): boolean {
  if (one.whole === 0 || other.whole === 0) return one.whole + other.whole >= ENOUGH_TO_MISS;
  const pooled = (one.part + other.part) / (one.whole + other.whole);
  const variance = pooled * (1 - pooled) * (1 / one.whole + 1 / other.whole) * LEAST_ASSUMED_DESIGN_EFFECT;
  const distance = Math.abs(one.part / one.whole - other.part / other.whole);
  return distance > LEAST_DIFFERENCE && distance > SURELY * Math.sqrt(variance);
}

function percent({ part, whole }: Share): string {
  return `${Number(((whole === 0 ? 0 : part / whole) * 100).toPrecision(3))} %`;
}

function ofAll(code: string, message: string): Problem {
  return { severity: 'invalid', code, message, route: null, series: null };
}
