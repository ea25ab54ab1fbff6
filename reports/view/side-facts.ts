import type { ComparisonRecord, Variant } from '../../gate/core/model/comparison-record.ts';

/** What the two sides are. */
export interface SideFacts {
  readonly baseline: Side;
  readonly candidate: Side;
  /** Rows of the table, those that differ first. */
  readonly facts: readonly SideFact[];
  /** How many say the same of both sides; those are folded away. */
  readonly alike: readonly SideFact[];
}

export interface Side {
  readonly label: string;
  readonly commit: string;
  readonly state: string;
  readonly isClean: boolean;
  readonly url: string;
}

export interface SideFact {
  readonly label: string;
  readonly baseline: string;
  readonly candidate: string;
}

const ABSENT = '–';

export function sideFacts({ baseline, candidate }: ComparisonRecord): SideFacts {
  const rows = [...paired('', baseline.env, candidate.env), ...paired('', baseline.facts, candidate.facts)];
  return {
    baseline: sideOf(baseline),
    candidate: sideOf(candidate),
    facts: rows.filter((row) => row.baseline !== row.candidate),
    alike: rows.filter((row) => row.baseline === row.candidate),
  };
}

function sideOf({ label, git, url }: Variant): Side {
  return {
    label,
    commit: git === null ? '' : `${git.commit.slice(0, 12)}${git.branch === null ? '' : ` on ${git.branch}`}`,
    state:
      git === null
        ? 'no revision known'
        : git.isClean
          ? 'clean'
          : 'changed: the commit does not tell what was measured',
    isClean: git?.isClean ?? false,
    url: url ?? '',
  };
}

function paired(
  prefix: string,
  baseline: Readonly<Record<string, string>>,
  candidate: Readonly<Record<string, string>>,
): readonly SideFact[] {
  const [one, other] = [new Map(Object.entries(baseline)), new Map(Object.entries(candidate))];
  return [...new Set([...one.keys(), ...other.keys()])].map((label) => ({
    label: `${prefix}${label}`,
    baseline: one.get(label) ?? ABSENT,
    candidate: other.get(label) ?? ABSENT,
  }));
}
