import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { GateError } from '../../core/model/gate-error.ts';
import type { Guardian } from '../guardian.ts';
import { assertHostAllowed } from '../loopback.ts';
import { locateSubject, type Subject, startSubject } from '../subject.ts';
import { readFacts } from '../subject-facts.ts';
import type { ClaimsCollectPlan } from './claims-plan.ts';
import { type Lab, labClient } from './lab-client.ts';

/** A subject that takes requests now, and its lab. */
export interface ClaimSubject {
  readonly origin: URL;
  /** `null`: it has none. */
  readonly lab: Lab | null;
  /** As it was ready. */
  readonly facts: Readonly<Record<string, string>>;
  factsNow(): Promise<Readonly<Record<string, string>>>;
  readonly died: Promise<string>;
  stop(): Promise<void>;
}

/** Starts a subject with variables of its own; `side` names its log. Throws GateError as `startSubject`, HOST_NOT_ALLOWED where it is not on this machine, SUBJECT_URL_INVALID without plain http. */
export async function startClaimSubject(
  plan: ClaimsCollectPlan,
  how: {
    readonly side: string;
    readonly env: Readonly<Record<string, string>>;
    readonly guardian: Guardian;
    readonly signal: AbortSignal;
  },
): Promise<ClaimSubject> {
  const key = randomBytes(24).toString('hex');
  const labEnv = Object.entries(plan.lab ?? {}).map(([name, value]) => [name, value.replaceAll('{key}', key)]);
  const origin = await locateSubject(plan.subject);
  await assertHostAllowed(origin, []);
  if (origin.protocol !== 'http:') {
    throw new GateError({
      code: 'SUBJECT_URL_INVALID',
      message: `claims are measured over plain http, not at ${origin.protocol}//${origin.host}.`,
      advice: 'Let the subject of claims listen on loopback without TLS.',
    });
  }
  const subject: Subject = await startSubject({
    name: plan.subjectName,
    config: { ...plan.subject, env: { ...plan.subject.env, ...how.env, ...Object.fromEntries(labEnv) } },
    url: origin,
    cwd: plan.cwd,
    environment: plan.environment,
    logPath: join(plan.loadlineDirectory, 'logs', `${plan.id}-${how.side}.log`),
    guardian: how.guardian,
    signal: how.signal,
  });
  const lab = plan.lab === null ? null : labClient(origin, key);
  const factsNow = () => readFacts(plan.subject, origin);
  return { origin, lab, facts: await factsNow(), factsNow, died: subject.died, stop: subject.stop };
}
