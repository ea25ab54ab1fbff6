import { auditTraceOf } from './audit-trace.ts';
import { learningTraceOf } from './learning-trace.ts';
import { opalTraceOf } from './opal-trace.ts';
import { type UsersSpace, usersTraceOf } from './users-trace.ts';
import type { Trace } from './visit.ts';
import { workspaceTraceOf } from './workspace-trace.ts';

/** How much there is to ask for in all domains; ids run from 1. */
export interface MixSpace extends UsersSpace {
  readonly tasks: number;
  readonly organizations: number;
  readonly learners: number;
  readonly mappings: number;
}

/**
 * Whose visit it is, over and over: half of all are those of users and posts, a fifth of workspaces, 15 % of OPAL, a tenth of
 * learners, a twentieth of audit. docs/decisions/0012-mix.md has the reasons.
 */
const cycle = [
  ...['users', 'workspace', 'users', 'opal', 'users', 'workspace', 'users', 'learning', 'users', 'opal'],
  ...['users', 'workspace', 'users', 'audit', 'users', 'opal', 'users', 'workspace', 'users', 'learning'],
];

/**
 * Visits of all five domains on one server. A domain's part is its own trace, visit for visit, only thinner in time: the shares
 * are exact in every twenty visits, so that blocks of a run differ in what is asked for, not in how much of each kind.
 */
export function mixTraceOf(seed: number, space: MixSpace): Trace {
  const traces: Readonly<Record<string, Trace>> = {
    users: usersTraceOf(seed, space),
    workspace: workspaceTraceOf(seed, space.tasks),
    opal: opalTraceOf(seed, space.mappings),
    learning: learningTraceOf(seed, space.learners),
    audit: auditTraceOf(seed, space.organizations),
  };
  const count = (domain: string, places: readonly string[]) => places.filter((one) => one === domain).length;
  const slots = cycle.map((domain, place) => ({
    domain,
    before: count(domain, cycle.slice(0, place)),
    perCycle: count(domain, cycle),
  }));
  return (iteration) => {
    const { domain = '', before = 0, perCycle = 0 } = slots[iteration % cycle.length] ?? {};
    const visitAt = traces[domain];
    if (visitAt === undefined) throw new RangeError(`no visit has the number ${iteration}`);
    return visitAt(Math.floor(iteration / cycle.length) * perCycle + before);
  };
}
