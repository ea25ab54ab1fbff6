import type { Problem } from '../model/verdict.ts';

/** A problem as people are told of it. */
export interface ToldProblem extends Pick<Problem, 'severity' | 'code' | 'message'> {
  /** What it touches, one entry for each problem that it stands for. */
  readonly touched: readonly Pick<Problem, 'route' | 'series'>[];
}

/** An overload spoils every route: three of them say so as well as thirty. */
const MOST_ROUTES = 3;

/** Problems that say the same are one; of a problem that many routes have, the first three are told and the others counted. Keeps the order. */
export function foldProblems(problems: readonly Problem[]): readonly ToldProblem[] {
  const alike = Map.groupBy(problems, ({ severity, code, message }) => `${severity} ${code} ${message}`);
  const told = [...alike.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, touched: [first, ...others] }],
  );
  const kinds = Map.groupBy(
    told,
    (one) => `${one.severity} ${one.code} ${isOfRoutes(one) ? 'of routes' : one.message}`,
  );
  return [...kinds.values()].flatMap((kind) => (kind.length > MOST_ROUTES + 1 ? folded(kind) : kind));
}

function folded(kind: readonly ToldProblem[]): readonly ToldProblem[] {
  const rest = kind.slice(MOST_ROUTES);
  const [first] = rest;
  if (first === undefined) return kind;
  const message = `${rest.length} other routes have the same problem`;
  return [...kind.slice(0, MOST_ROUTES), { ...first, message, touched: rest.flatMap(({ touched }) => touched) }];
}

function isOfRoutes({ touched }: ToldProblem): boolean {
  return touched.every(({ route }) => route !== null);
}
