import { join } from 'node:path';
import type { ContrastMeasurement } from '../../core/model/claim.ts';
import { GateError } from '../../core/model/gate-error.ts';
import { type SideServices, secretsOf, startServices } from '../compare/side-services.ts';
import { readEnvironment } from '../environment.ts';
import { readGit } from '../git.ts';
import { type Guardian, startGuardian } from '../guardian.ts';
import { createRedact, type Redact, redactDeep } from '../redact.ts';
import { prepareRunFolder } from '../run-folder.ts';
import { type ClaimJob, claimJobs } from './claim-jobs.ts';
import type { ClaimsCollectPlan, ClaimsEvents, CollectedClaims, ContrastFailure } from './claims-plan.ts';
import { ContrastUnmeasured } from './claims-plan.ts';
import { type ContrastSubjects, measureContrast } from './measure-contrast.ts';
import { runProbe } from './run-probe.ts';
import { SubjectShelf } from './subject-shelf.ts';

/**
 * Measures every contrast of the registry, one after the other; one that cannot be measured does not keep the others from it. Nothing
 * that it started is left when it returns or throws, nor when this process is killed. Throws GateError; the reason of
 * `events.signal` where that was aborted.
 */
export async function collectClaims(plan: ClaimsCollectPlan, events: ClaimsEvents): Promise<CollectedClaims> {
  const guardian = startGuardian();
  const releases: (() => Promise<void>)[] = [];
  try {
    prepareRunFolder(plan.loadlineDirectory, plan.id);
    const services = await startClaimServices(plan, { guardian, events });
    if (services !== null) releases.push(services.stop);
    const shelf = new SubjectShelf(plan, { services, guardian, signal: events.signal });
    releases.push(() => shelf.empty());
    const redact = createRedact(secretsOf(services));
    return redactDeep(await collect(plan, { services, shelf, guardian, redact, events }), redact);
  } catch (cause) {
    throw events.signal.aborted ? events.signal.reason : cause;
  } finally {
    events.onProgress({ phase: 'stopping' });
    for (const release of releases.reverse()) await release().catch(() => {});
    guardian.close();
  }
}

interface Collection {
  readonly services: SideServices | null;
  readonly shelf: SubjectShelf;
  readonly guardian: Guardian;
  /** What is told is told without secrets, also on the way. */
  readonly redact: Redact;
  readonly events: ClaimsEvents;
}

async function collect(plan: ClaimsCollectPlan, collection: Collection): Promise<CollectedClaims> {
  const { events, shelf } = collection;
  const startedAt = new Date().toISOString();
  const measurements: ContrastMeasurement[] = [];
  const failures: ContrastFailure[] = [];
  const jobs = claimJobs(plan);
  for (const [index, job] of jobs.entries()) {
    const { name: contrast, net } = job;
    events.onProgress({ phase: 'measuring', contrast, net, number: index + 1, of: jobs.length });
    try {
      const measurement = await measure(plan, job, collection);
      measurements.push(measurement);
      events.onProgress({ phase: 'measured', measurement });
    } catch (cause) {
      events.signal.throwIfAborted();
      const failure = { contrast, net, reason: collection.redact(reasonOf(cause)) };
      failures.push(failure);
      events.onProgress({ phase: 'unmeasured', failure });
      // Whatever state it is in, the next contrast is to meet a fresh one.
      await shelf.empty();
    }
    events.signal.throwIfAborted();
  }
  return {
    startedAt,
    measurements,
    failures,
    facts: shelf.facts,
    manifest: {
      command: plan.command,
      loadlineVersion: plan.loadlineVersion,
      seed: plan.seed,
      git: await readGit(plan.cwd, plan.environment),
      endedAt: new Date().toISOString(),
    },
    environment: readEnvironment(plan.environment),
  };
}

async function measure(
  plan: ClaimsCollectPlan,
  job: ClaimJob,
  { services, shelf, guardian, events }: Collection,
): Promise<ContrastMeasurement> {
  const { name, contrast, net } = job;
  if (contrast.kind === 'probe') {
    // A probe has the machine for itself.
    await shelf.empty();
    const [startedAt, began] = [new Date().toISOString(), performance.now()];
    const measured = await runProbe({
      contrast,
      cwd: plan.cwd,
      env: { ...plan.environment, ...services?.variables.baseline },
      logPath: join(plan.loadlineDirectory, 'logs', `${plan.id}-${name}.log`),
      isQuick: plan.isQuick,
      guardian,
      signal: events.signal,
    });
    return {
      contrast: name,
      net: null,
      startedAt,
      seconds: (performance.now() - began) / 1000,
      looks: { taken: 1, planned: 1 },
      ...measured,
      problems: [],
      facts: {},
    };
  }
  const subjects: ContrastSubjects = await shelf.take(contrast);
  return measureContrast({
    name,
    contrast,
    net: net ?? '0',
    subjects,
    plan,
    onBlock: (number, of) => events.onProgress({ phase: 'block', number, of }),
    signal: events.signal,
  });
}

async function startClaimServices(
  plan: ClaimsCollectPlan,
  { guardian, events }: Pick<Collection, 'guardian' | 'events'>,
): Promise<SideServices | null> {
  const { services: command, readySeconds = 60 } = plan.subject;
  if (command === undefined) return null;
  events.onProgress({ phase: 'starting services' });
  return startServices({
    command,
    cwd: plan.cwd,
    environment: plan.environment,
    logPath: join(plan.loadlineDirectory, 'logs', `${plan.id}-services.log`),
    readySeconds,
    guardian,
    signal: events.signal,
  });
}

/** Errors of our own are bugs, and are not made into verdicts. */
function reasonOf(cause: unknown): string {
  if (cause instanceof ContrastUnmeasured) return cause.message;
  if (cause instanceof GateError) return `${cause.code}: ${cause.message}`;
  throw cause;
}
