import type { Evidence } from '../model/evidence.ts';
import type { Manifest, Measurement } from '../model/run-record.ts';
import type { Problem } from '../model/verdict.ts';
import { formatThings } from '../text/format-value.ts';
import { FEWEST_BLOCKS } from './judge-share.ts';
import { problemOfRun } from './problem-of-run.ts';
import { rateProblems } from './rate-problems.ts';
import { findRouteProblems, findWorkProblems } from './route-validity.ts';

/** Share of all cores above which the generator cannot be trusted to start requests and to stop its clocks in time. */
const GENERATOR_CPU_LIMIT = 0.8;

/** Share of all cores in use, by anyone, above which latency holds waiting for a core of this machine. */
const MACHINE_CPU_LIMIT = 0.95;

/** Share of the seconds without counters from which their blocks stand for stretches of unequal length. Totals bridge a shorter gap. */
const MISSED_COUNTERS_LIMIT = 0.1;

/** Exit code of k6 for a crossed threshold: a verdict, which the script's targets repeat with confidence, and not a failure. */
const K6_THRESHOLDS_CROSSED = 99;

/** Exit code of k6 that was interrupted. */
const K6_INTERRUPTED = 105;

/** What the validity of a run is judged on. */
export interface RunFacts {
  readonly measurement: Measurement;
  readonly evidence: Evidence;
  readonly tool: Manifest['tool'];
  /** The collector ended the tool, for a reason that is a problem of its own. */
  readonly wasStopped: boolean;
  /** `stages`: the load exceeds capacity by design; how much was achieved is judged stage by stage. */
  readonly judged: 'steady' | 'stages';
  /** Series made of the subject's own counters. */
  readonly counterSeries: readonly string[];
}

/** Everything wrong with a measurement, worst first. Invalid ones make the verdicts that they touch invalid, never a pass. */
export function findProblems(facts: RunFacts): readonly Problem[] {
  const failed = findRouteProblems(facts.measurement, facts.evidence);
  const problems = [
    ...toolProblems(facts),
    ...outputProblems(facts.evidence),
    ...(facts.judged === 'steady' ? rateProblems(facts.evidence) : []),
    ...processorProblems(facts.evidence, facts.tool.name === 'k6'),
    ...sampleProblems(facts.measurement),
    ...failed,
    ...findWorkProblems(failed, facts.counterSeries),
    ...counterProblems(facts),
  ];
  return problems.sort((one, other) => Number(one.severity === 'warning') - Number(other.severity === 'warning'));
}

function toolProblems({ tool, wasStopped }: RunFacts): readonly Problem[] {
  const { name, exitCode, signal } = tool;
  if (exitCode === 0 || (name === 'k6' && exitCode === K6_THRESHOLDS_CROSSED)) return [];
  if (wasStopped && (exitCode === null || (name === 'k6' && exitCode === K6_INTERRUPTED))) return [];
  const end = exitCode === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${exitCode}`;
  return [problemOfRun('invalid', 'TOOL_FAILED', `${name} ${end}`)];
}

/** What makes the output of a tool less than all of what it measured. */
export function outputProblems({ scriptErrors, isTruncated, unreadable, foldedRoutes }: Evidence): readonly Problem[] {
  const problems: Problem[] = [];
  const [first] = scriptErrors;
  if (first !== undefined) problems.push(problemOfRun('invalid', 'SCRIPT_ERRORS', scriptEnd(first)));
  if (isTruncated)
    problems.push(problemOfRun('invalid', 'OUTPUT_TRUNCATED', 'the output of the tool ends in the middle of a line'));
  if (unreadable > 0) {
    problems.push(
      problemOfRun(
        'invalid',
        'OUTPUT_UNREADABLE',
        `${unreadable} samples could not be read; nobody knows whether they were the slow ones`,
      ),
    );
  }
  if (foldedRoutes > 0) {
    problems.push(
      problemOfRun(
        'warning',
        'ROUTES_FOLDED',
        `${foldedRoutes} routes beyond the cap are counted together as "other": tag requests with a name per route`,
      ),
    );
  }
  return problems;
}

/** What k6 logs of a script's own `exec.test.abort('enough')` it logs as an exception. */
function scriptEnd(first: string): string {
  const [, why] = /^test aborted: (.*)/s.exec(first) ?? [];
  return why === undefined ? `the script threw: ${first}` : `the script ended the test: ${why}`;
}

/** A load generator, or a machine, without processor time to spare; `isLoad`: there was a generator to be watched. */
export function processorProblems({ generatorCpuShare, otherCpuShare }: Evidence, isLoad: boolean): readonly Problem[] {
  if (generatorCpuShare === null) {
    const message = 'the CPU time of the load generator could not be read: whether it measured itself, nobody knows';
    return isLoad ? [problemOfRun('warning', 'GENERATOR_UNWATCHED', message)] : [];
  }
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  if (generatorCpuShare > GENERATOR_CPU_LIMIT) {
    const message = `the load generator used ${percent(generatorCpuShare)} of all cores: it measures itself; lower the rate`;
    return [problemOfRun('invalid', 'GENERATOR_SATURATED', message)];
  }
  const all = generatorCpuShare + (otherCpuShare ?? 0);
  if (all <= MACHINE_CPU_LIMIT) return [];
  return [
    problemOfRun(
      'warning',
      'MACHINE_SATURATED',
      `${percent(all)} of all cores were busy: latency holds waiting for a core`,
    ),
  ];
}

function sampleProblems({ series, warmUpSeconds }: Measurement): readonly Problem[] {
  const blocks = Math.max(0, ...series.map((one) => one.blocks.filter((block) => block.at >= warmUpSeconds).length));
  if (blocks === 0) return [problemOfRun('invalid', 'NO_SAMPLES', 'there is not one sample after warm-up')];
  if (blocks >= FEWEST_BLOCKS) return [];
  return [
    problemOfRun(
      'invalid',
      'TOO_FEW_BLOCKS',
      `${formatThings(blocks, 'block')} after warm-up, ${FEWEST_BLOCKS} are needed: run longer`,
    ),
  ];
}

function counterProblems({ measurement, evidence, counterSeries }: RunFacts): readonly Problem[] {
  const missed = evidence.missedCounterReads;
  if (missed === 0) return [];
  const severity = missed > measurement.durationSeconds * MISSED_COUNTERS_LIMIT ? 'invalid' : 'warning';
  const message = `the subject's counters could not be read in ${missed} of ${Math.round(measurement.durationSeconds)} seconds`;
  return counterSeries.map((series) => ({ severity, code: 'COUNTERS_MISSED', message, route: null, series }));
}
