import { isCertain } from '../../core/decide/claim-looks.ts';
import { judgeClaim } from '../../core/decide/judge-claim.ts';
import type { ClaimRoute, ContrastMeasurement, LoadContrast, Net } from '../../core/model/claim.ts';
import type { Problem } from '../../core/model/verdict.ts';
import type { ClaimSubject } from './claim-subject.ts';
import { type ClaimsCollectPlan, ContrastUnmeasured } from './claims-plan.ts';
import { type Lab, LabRefusal } from './lab-client.ts';
import { measureLoadContrast } from './measure-load-contrast.ts';
import { planLoad } from './planned-load.ts';
import { prepareSides } from './prepare-sides.ts';
import { requestTrace } from './request-trace.ts';
import type { MeasuredSides } from './sides-tally.ts';

/** The subjects that the two variants are served by: one, or one each where variables make them. */
export interface ContrastSubjects {
  readonly with: ClaimSubject;
  readonly without: ClaimSubject;
}

export interface ContrastRun {
  readonly name: string;
  readonly contrast: LoadContrast;
  readonly net: Net;
  readonly subjects: ContrastSubjects;
  readonly plan: ClaimsCollectPlan;
  readonly onBlock: (number: number, of: number) => void;
  readonly signal: AbortSignal;
}

/** Measures one contrast at one network setting. Throws ContrastUnmeasured where the subject or its lab does not play along. */
export async function measureContrast(run: ContrastRun): Promise<ContrastMeasurement> {
  try {
    return await measure(run);
  } catch (cause) {
    if (cause instanceof LabRefusal) throw new ContrastUnmeasured(cause.message);
    throw cause;
  } finally {
    await Promise.all(labsOf(run).map((lab) => lab.forget()));
  }
}

async function measure(run: ContrastRun): Promise<ContrastMeasurement> {
  const { name, contrast, net, subjects, plan, signal } = run;
  refuseLacking(run);
  const achieved = await Promise.all(
    labsOf(run).map(async (lab) => {
      await lab.setNetwork(net, {});
      return lab.roundTrips();
    }),
  );
  if ((net !== '0' || contrast.services !== undefined) && achieved.length === 0)
    throw new ContrastUnmeasured('the subject has no lab, so its network is what it is');
  const sides = await prepareSides(run);
  // Trouble begins once all is connected, as it does elsewhere.
  if (contrast.services !== undefined) for (const lab of labsOf(run)) await lab.setNetwork(net, contrast.services);
  const tokens = await tokensOf(run);
  const claims = plan.registry.claims.filter((claim) => claim.contrast === name);
  const rules = claims.map(({ rule }) => rule);
  const { load, looks } = planLoad(contrast, rules, plan.isQuick);
  const { facts } = subjects.with;
  const nextPair = requestTrace({ load, facts, seed: plan.seed, headersOf: (route) => headersOf(route, tokens) });
  const [startedAt, began] = [new Date().toISOString(), performance.now()];
  const measurementOf = (measured: MeasuredSides): ContrastMeasurement => ({
    contrast: name,
    net,
    startedAt,
    seconds: (performance.now() - began) / 1000,
    ...measured,
    problems: problemsOf(measured),
    facts: Object.assign({}, ...achieved),
  });
  const isDecided = (measured: MeasuredSides): boolean => {
    const measurement = measurementOf(measured);
    return claims.every((claim) => isCertain(claim, judgeClaim(claim, measurement)));
  };
  const measured = await untilDead(subjects, signal, (either) =>
    measureLoadContrast({
      ...{ contrast: { kind: contrast.kind, load }, looks, isDecided, sides, nextPair },
      onBlock: run.onBlock,
      signal: either,
    }),
  );
  await refuseLost(run);
  return measurementOf(measured);
}

/** What a contrast cannot do without, such as Redis. */
function refuseLacking({ contrast, subjects }: ContrastRun): void {
  for (const need of contrast.needs ?? []) {
    const value = subjects.with.facts[need];
    if (value === undefined || value.startsWith('none')) throw new ContrastUnmeasured(`no ${need}`);
  }
}

/** What was there at first, and was lost on the way; trouble that was asked for is none. */
async function refuseLost({ contrast, subjects }: ContrastRun): Promise<void> {
  if (contrast.needs === undefined || contrast.services !== undefined) return;
  for (const subject of new Set([subjects.with, subjects.without])) {
    const now = await subject.factsNow();
    for (const need of contrast.needs) {
      const [before, after] = [subject.facts[need] ?? 'nothing', now[need] ?? 'nothing'];
      if (before !== after) throw new ContrastUnmeasured(`${need} was "${before}" and is "${after}"`);
    }
  }
}

function labsOf({ subjects }: ContrastRun): readonly Lab[] {
  return [...new Set([subjects.with, subjects.without])].flatMap(({ lab }) => lab ?? []);
}

/** A token of each role that a route asks for. Both subjects would have to know it: one secret, or one subject. */
async function tokensOf({ contrast, subjects }: ContrastRun): Promise<ReadonlyMap<string, string>> {
  const roles = new Set(contrast.load.routes.flatMap(({ role }) => role ?? []));
  const { lab } = subjects.with;
  if (roles.size > 0 && lab === null) throw new ContrastUnmeasured('the subject has no lab that gives tokens');
  const tokens = new Map<string, string>();
  for (const role of roles) tokens.set(role, (await lab?.token(role)) ?? '');
  return tokens;
}

function headersOf(
  { role, headers }: ClaimRoute,
  tokens: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  return { ...headers, ...(role === undefined ? {} : { authorization: `Bearer ${tokens.get(role)}` }) };
}

/** Stops the work, and rejects with ContrastUnmeasured, as soon as a subject ends by itself. */
async function untilDead<Result>(
  subjects: ContrastSubjects,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const death = new AbortController();
  void Promise.race([subjects.with.died, subjects.without.died]).then((how) => {
    death.abort(new ContrastUnmeasured(`the subject died: ${how}`));
  });
  return work(AbortSignal.any([signal, death.signal]));
}

/** A side that answered nothing: whatever else there is, is of the other. */
function problemsOf(measured: MeasuredSides): readonly Problem[] {
  return (['with', 'without'] as const)
    .filter((side) => !measured[side].series.some(({ name, blocks }) => name === 'latency' && blocks.length > 0))
    .map((side) => ({
      severity: 'invalid',
      code: 'NO_SAMPLES',
      message: `not one request was answered ${side} the feature`,
      route: null,
      series: null,
    }));
}
