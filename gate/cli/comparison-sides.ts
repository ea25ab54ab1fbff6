import type { BothSides, SideSource } from '../collect/compare/comparison-plan.ts';
import { readGit } from '../collect/git.ts';
import { publicUrl } from '../collect/subject-url.ts';
import { usage } from './arguments.ts';
import type { Command, OptionSpec, OptionValues } from './command.ts';
import { address } from './load-options.ts';
import { text, texts } from './option-values.ts';
import { openRepository } from './repository.ts';

/** What names the two sides of a comparison. */
export const SIDE_OPTIONS = {
  base: {
    type: 'string',
    value: 'REF',
    says: 'baseline: a commit, branch or tag (default: the merge base with the default branch)',
  },
  head: { type: 'string', value: 'REF', says: 'candidate: a commit, branch or tag (default: the work tree as it is)' },
  'baseline-url': {
    type: 'string',
    value: 'URL',
    says: 'baseline: a service that runs already, instead of a revision',
  },
  'candidate-url': { type: 'string', value: 'URL', says: 'candidate: a service that runs already' },
  'baseline-env': {
    type: 'string',
    multiple: true,
    value: 'NAME=VALUE',
    says: 'baseline: this checkout, started with this variable; recorded, so no secret (repeatable)',
  },
  'candidate-env': {
    type: 'string',
    multiple: true,
    value: 'NAME=VALUE',
    says: 'candidate: this checkout, started with this variable; recorded, so no secret (repeatable)',
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** What the command line says of the sides. */
export type SidesRequest =
  | { readonly kind: 'revisions'; readonly base: string | undefined; readonly head: string | undefined }
  | { readonly kind: 'urls'; readonly urls: BothSides<string> }
  | { readonly kind: 'variables'; readonly variables: BothSides<Readonly<Record<string, string>>> };

/** Where the sides come from, and why they are these. */
export interface Sides {
  readonly sources: BothSides<SideSource>;
  /** For people; `null`: the collector knows better. */
  readonly labels: BothSides<string | null>;
  /** Both sides are one and the same: what is found is noise. */
  readonly isSameBuild: boolean;
}

/** Reads the options of the sides. Throws GateError USAGE where they speak of different things, or of half a thing. */
export function readSides(options: OptionValues, command: Command): SidesRequest {
  const given = Object.keys(SIDE_OPTIONS).filter((name) => options[name] !== undefined);
  const [first, other] = given.filter(
    (name, index) => index === given.findIndex((candidate) => kindOf(candidate) === kindOf(name)),
  );
  if (first !== undefined && other !== undefined) {
    throw usage(`--${first} and --${other} name the sides in two ways; give one of them.`, command);
  }
  const kind = first === undefined ? 'revisions' : kindOf(first);
  if (kind === 'revisions') return { kind, base: text(options, 'base'), head: text(options, 'head') };
  if (kind === 'variables') {
    return {
      kind,
      variables: {
        baseline: assignments(options, 'baseline-env', command),
        candidate: assignments(options, 'candidate-env', command),
      },
    };
  }
  const baseline = address(options, 'baseline-url', command);
  const candidate = address(options, 'candidate-url', command);
  if (baseline === undefined || candidate === undefined) {
    throw usage('--baseline-url and --candidate-url go together: a comparison has two sides.', command);
  }
  return { kind, urls: { baseline, candidate } };
}

/** Finds the sides in the repository around `cwd`. Throws GateError BASE_MISSING or REVISION_UNKNOWN. */
export async function findSides(
  request: SidesRequest,
  cwd: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Sides> {
  const labels = { baseline: null, candidate: null };
  if (request.kind === 'urls') {
    const { baseline, candidate } = request.urls;
    const sources = { baseline: urlSide(baseline), candidate: urlSide(candidate) };
    return { sources, labels, isSameBuild: baseline === candidate };
  }
  if (request.kind === 'variables') {
    const { baseline, candidate } = request.variables;
    const sources = { baseline: variablesSide(baseline), candidate: variablesSide(candidate) };
    return { sources, labels, isSameBuild: assignmentText(baseline) === assignmentText(candidate) };
  }
  const { base, head } = request;
  const repository = await openRepository(cwd, environment);
  const candidate = await repository.commitOf(head ?? 'HEAD');
  const isWhole = head !== undefined || (await readGit(cwd, environment))?.isClean === true;
  const candidateSource: SideSource = head === undefined ? { kind: 'worktree' } : { kind: 'revision', ref: head };
  if (base !== undefined) {
    const isSameBuild = (await repository.commitOf(base)) === candidate && isWhole;
    return { sources: { baseline: { kind: 'revision', ref: base }, candidate: candidateSource }, labels, isSameBuild };
  }
  const { commit, branch } = await repository.mergeBase(head ?? 'HEAD');
  return {
    sources: { baseline: { kind: 'revision', ref: commit }, candidate: candidateSource },
    labels: { baseline: `merge base with ${branch} (${commit.slice(0, 7)})`, candidate: null },
    isSameBuild: isWhole && commit === candidate,
  };
}

/** A side before anything is known of it but its name. */
export function sourceText(source: SideSource): string {
  switch (source.kind) {
    case 'revision':
      return source.ref;
    case 'worktree':
      return 'the work tree as it is';
    case 'url':
      return publicUrl(new URL(source.url));
    case 'variables': {
      const words = Object.entries(source.env).map(([name, value]) => `${name}=${value}`);
      return words.length === 0 ? 'this checkout as it is' : `this checkout with ${words.join(' ')}`;
    }
  }
}

function kindOf(option: string): SidesRequest['kind'] {
  if (option.endsWith('-url')) return 'urls';
  return option.endsWith('-env') ? 'variables' : 'revisions';
}

function assignments(options: OptionValues, name: string, command: Command): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts(options, name).map((word) => {
      const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(word);
      if (match === null) throw usage(`--${name} takes NAME=VALUE, not "${word}".`, command);
      if (match[1] === 'PORT') throw usage(`--${name} cannot set PORT: each side gets a free port.`, command);
      return [match[1] ?? '', match[2] ?? ''];
    }),
  );
}

function assignmentText(variables: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(variables).sort());
}

function urlSide(url: string): SideSource {
  return { kind: 'url', url };
}

function variablesSide(env: Readonly<Record<string, string>>): SideSource {
  return { kind: 'variables', env };
}
