import { join } from 'node:path';
import type { Variant } from '../../core/model/comparison-record.ts';
import type { SubjectConfig } from '../../core/model/config.ts';
import type { Guardian } from '../guardian.ts';
import { createRedact, type Redact } from '../redact.ts';
import { parseSubjectUrl, publicUrl } from '../subject-url.ts';
import {
  type BothSides,
  type ComparisonCollectPlan,
  type ComparisonEvents,
  SIDES,
  type Side,
} from './comparison-plan.ts';
import { findRepository, notARepository, type Repository } from './git-command.ts';
import { installSide } from './install-side.ts';
import { openCheckouts, type SideCheckouts } from './side-checkouts.ts';
import { revisionCommit, type SideCommit, worktreeCommit } from './side-commit.ts';
import { type SideServices, secretsOf, startServices } from './side-services.ts';

/** A side that can be started, again and again. */
export interface PreparedSide {
  readonly variant: Omit<Variant, 'facts'>;
  /** Folder that its commands run in; `null`: it runs already. */
  readonly directory: string | null;
  /** As the plan has it, with the address of this side and its variables. */
  readonly config: SubjectConfig;
  /** Variables that only this side has. */
  readonly env: Readonly<Record<string, string>>;
  readonly logPath: string;
}

export interface PreparedSides extends BothSides<PreparedSide> {
  /** Strikes the passwords of services out. */
  readonly redact: Redact;
}

/** What is to be cleared away in the end, whatever happens; in reverse order. */
export type Releases = (() => Promise<void>)[];

/** Checks the sides out, installs them, and starts what they do not share. What it made is added to `releases` at once. */
export async function prepareSides(
  plan: ComparisonCollectPlan,
  {
    guardian,
    releases,
    events,
  }: { readonly guardian: Guardian; readonly releases: Releases; readonly events: ComparisonEvents },
): Promise<PreparedSides> {
  const repository = await findRepository(plan.cwd, plan.environment);
  const commits = await findCommits(plan, repository);
  const checkouts = await prepareCheckouts(plan, repository, releases);
  const directories: Record<Side, string | null> = { baseline: null, candidate: null };
  for (const side of SIDES) {
    const commit = commits[side];
    if (commit === null) directories[side] = plan.sides[side].kind === 'url' ? null : plan.cwd;
    else if (checkouts !== null && repository !== null) {
      events.signal.throwIfAborted();
      events.onProgress({ phase: 'checking out', side });
      const root = await checkouts.add(side, commit.commit);
      directories[side] = join(root, repository.prefix);
      await installSide({
        side,
        label: commit.label,
        root,
        directory: directories[side],
        ownRoot: repository.root,
        ownDirectory: join(repository.root, repository.prefix),
        command: plan.subject.install,
        environment: plan.environment,
        logPath: logPath(plan, side),
        guardian,
        signal: events.signal,
        onInstall: () => events.onProgress({ phase: 'installing', side }),
      });
    }
  }
  const services = await prepareServices(plan, { guardian, releases, events });
  const sideOf = (side: Side): PreparedSide => {
    const source = plan.sides[side];
    const own = source.kind === 'variables' ? source.env : {};
    const env = { ...services?.variables[side], ...own };
    return {
      variant: variantOf(plan, side, commits[side]),
      directory: directories[side],
      config: configOf(plan, side, env),
      env,
      logPath: logPath(plan, side),
    };
  };
  return {
    baseline: sideOf('baseline'),
    candidate: sideOf('candidate'),
    redact: createRedact(secretsOf(services)),
  };
}

async function findCommits(
  plan: ComparisonCollectPlan,
  repository: Repository | null,
): Promise<BothSides<SideCommit | null>> {
  const commitOf = async (side: Side): Promise<SideCommit | null> => {
    const source = plan.sides[side];
    if (source.kind === 'url') return null;
    if (repository !== null) {
      return source.kind === 'revision' ? revisionCommit(repository, source.ref) : worktreeCommit(repository);
    }
    // Two configurations of one folder need no repository.
    if (source.kind === 'variables') return null;
    throw notARepository(plan.cwd);
  };
  return { baseline: await commitOf('baseline'), candidate: await commitOf('candidate') };
}

async function prepareCheckouts(
  plan: ComparisonCollectPlan,
  repository: Repository | null,
  releases: Releases,
): Promise<SideCheckouts | null> {
  if (repository === null || SIDES.every((side) => plan.sides[side].kind === 'url')) return null;
  const checkouts = await openCheckouts(repository, plan.loadlineDirectory);
  releases.push(checkouts.remove);
  return checkouts;
}

async function prepareServices(
  plan: ComparisonCollectPlan,
  {
    guardian,
    releases,
    events,
  }: { readonly guardian: Guardian; readonly releases: Releases; readonly events: ComparisonEvents },
): Promise<SideServices | null> {
  const { services: command, readySeconds = 60 } = plan.subject;
  const isStarted = SIDES.some((side) => plan.sides[side].kind !== 'url');
  if (command === undefined || !isStarted || plan.workload.kind === 'suite') return null;
  events.onProgress({ phase: 'starting services' });
  const services = await startServices({
    command,
    cwd: plan.cwd,
    environment: plan.environment,
    logPath: join(plan.loadlineDirectory, 'logs', `${plan.id}-services.log`),
    readySeconds,
    guardian,
    signal: events.signal,
  });
  releases.push(services.stop);
  return services;
}

function variantOf(plan: ComparisonCollectPlan, side: Side, commit: SideCommit | null): Omit<Variant, 'facts'> {
  const source = plan.sides[side];
  const git = commit?.git ?? null;
  if (source.kind === 'url') {
    const url = publicUrl(parseSubjectUrl(source.url));
    return { label: url, git, url, env: {} };
  }
  if (source.kind !== 'variables') return { label: commit?.label ?? '', git, url: null, env: {} };
  const assignments = Object.entries(source.env).map(([name, value]) => `${name}=${value}`);
  return { label: assignments.join(' ') || 'as configured', git, url: null, env: source.env };
}

function configOf(
  { sides, subject }: ComparisonCollectPlan,
  side: Side,
  env: Readonly<Record<string, string>>,
): SubjectConfig {
  const source = sides[side];
  if (source.kind !== 'url') return { ...subject, env: { ...subject.env, ...env } };
  const { command, ...others } = subject;
  return { ...others, url: source.url };
}

function logPath(plan: ComparisonCollectPlan, side: Side): string {
  return join(plan.loadlineDirectory, 'logs', `${plan.id}-${side}.log`);
}
