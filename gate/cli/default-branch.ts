import { execFileSync } from 'node:child_process';

/** What may stand for the default branch, in the order in which it is believed. A checkout of a CI has no origin/HEAD. */
export const DEFAULT_BRANCHES = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];

/** Name of the default branch, without its remote; `null` where there is no git or none of those that may stand for it. */
export function defaultBranch(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const targets = new Map(refsIn(folder, environment).map(([name, target]) => [name, target || name]));
  const found = DEFAULT_BRANCHES.map((name) => targets.get(fullName(name))).find((ref) => ref !== undefined);
  return found?.replace(/^refs\/(?:heads|remotes\/origin)\//, '') ?? null;
}

function fullName(name: string): string {
  return name.startsWith('origin/') ? `refs/remotes/${name}` : `refs/heads/${name}`;
}

/** Those of the default branches that are here, each with what it stands for (origin/HEAD). */
function refsIn(
  cwd: string,
  { PATH, HOME }: Readonly<Record<string, string | undefined>>,
): readonly (readonly [name: string, target: string])[] {
  // GIT_* of a hook that runs us would point at another repository than the folder does.
  const env = { PATH, HOME, LC_ALL: 'C' };
  const words = ['for-each-ref', '--format=%(refname) %(symref)', ...DEFAULT_BRANCHES.map(fullName)];
  try {
    const text = execFileSync('git', words, { cwd, env, timeout: 20_000, encoding: 'utf8', stdio: 'pipe' });
    return text.split('\n').map((line) => {
      const [name = '', target = ''] = line.split(' ');
      return [name, target] as const;
    });
  } catch {
    return [];
  }
}
