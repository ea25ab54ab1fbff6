import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string | boolean>>;
  readonly 'working-directory'?: string;
  readonly 'continue-on-error'?: boolean;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

/** A job with one step, as GitHub would see it end. */
export interface ActionEnd {
  readonly hasFailed: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  /** Names of the steps that were run, in order. */
  readonly ran: readonly string[];
  /** Of the steps that use other actions: what these were given. */
  readonly used: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly log: string;
  readonly summary: string;
}

type Context = Readonly<Record<string, unknown>>;

/**
 * Runs the steps of a composite action as GitHub's runner does: expressions and conditions, one bash a step (`-eo pipefail`), outputs through
 * files. Steps that use other actions are noted, not run. Throws on everything that it does not know: a test must not pass by a gap of it.
 */
export async function runAction(
  file: string,
  how: {
    readonly workspace: string;
    readonly inputs: Readonly<Record<string, string>>;
    readonly github: Context;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): Promise<ActionEnd> {
  const action: Action = parse(readFileSync(file, 'utf8'));
  if (action.runs.using !== 'composite') throw new TypeError(`${file} is no composite action`);
  const folder = mkdtempSync(join(tmpdir(), 'loadline-action-'));
  const [summary, output] = [join(folder, 'summary'), join(folder, 'output')];
  writeFileSync(summary, '');
  const github = { ...how.github, action_path: dirname(file) };
  const unknown = Object.keys(how.inputs).filter((name) => action.inputs[name] === undefined);
  if (unknown.length > 0) throw new TypeError(`the action has no input ${unknown.join(', ')}`);
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, { default: value = '' }]) => [
      name,
      how.inputs[name] ?? filled(value, { github }),
    ]),
  );
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  const context: Context = { inputs, github, steps };
  const ran: string[] = [];
  const used: Record<string, Record<string, string>> = {};
  let log = '';
  let hasFailed = false;
  try {
    for (const step of action.runs.steps) {
      if (!isDue(step.if, hasFailed, context)) continue;
      ran.push(step.name);
      if (step.uses !== undefined) {
        used[step.uses] = Object.fromEntries(
          Object.entries(step.with ?? {}).map(([name, value]) => [name, filled(String(value), context)]),
        );
        continue;
      }
      if (step.shell !== 'bash') throw new TypeError(`"${step.name}" runs in another shell than bash`);
      writeFileSync(output, '');
      const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', filled(step.run ?? '', context)], {
        cwd: join(how.workspace, filled(step['working-directory'] ?? '.', context)),
        env: {
          ...how.environment,
          GITHUB_ACTIONS: 'true',
          GITHUB_WORKSPACE: how.workspace,
          GITHUB_OUTPUT: output,
          GITHUB_STEP_SUMMARY: summary,
          ...Object.fromEntries(
            Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(String(value), context)]),
          ),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const ended = new Promise<number | null>((done) => child.on('close', done));
      log += (await Promise.all([text(child.stdout), text(child.stderr)])).join('');
      if ((await ended) !== 0 && step['continue-on-error'] !== true) hasFailed = true;
      const lines = readFileSync(output, 'utf8').split('\n').filter(Boolean);
      const outputs = Object.fromEntries(lines.map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]));
      if (step.id !== undefined) steps[step.id] = { outputs };
    }
    const outputs = Object.fromEntries(
      Object.entries(action.outputs).map(([name, { value }]) => [name, filled(value, context)]),
    );
    return { hasFailed, outputs, ran, used, log, summary: readFileSync(summary, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Text with every expression replaced by its value. */
function filled(text: string, context: Context): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_, expression: string) => contextValue(expression, context));
}

/** A path into the context (`steps.compare.outputs.id`) or a text (`'never'`); what is not there is empty, but not where its first name is unknown. */
function contextValue(expression: string, context: Context): string {
  const words = expression.trim();
  const [, quoted] = /^'([^']*)'$/.exec(words) ?? [];
  if (quoted !== undefined) return quoted;
  if (!/^[a-z_]+(\.[\w-]+)+$/.test(words)) throw new TypeError(`no such expression is known here: ${words}`);
  const [first = '', ...rest] = words.split('.');
  if (!(first in context)) throw new TypeError(`no context is called ${first}`);
  const value = rest.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
    context[first],
  );
  return value === undefined || value === null ? '' : String(value);
}

/** `always()` and comparisons, joined by `&&`; without `always()` a step is not due after a failure. */
function isDue(condition: string | undefined, hasFailed: boolean, context: Context): boolean {
  const terms = (condition ?? '').split('&&').map((term) => term.trim());
  if (hasFailed && !terms.includes('always()')) return false;
  return terms
    .filter((term) => term !== 'always()' && term !== '')
    .every((term) => {
      const [, left = '', sign, right = ''] = /^(\S+) (==|!=) (\S+)$/.exec(term) ?? [];
      if (sign === undefined) throw new TypeError(`no such condition is known here: ${term}`);
      return (contextValue(left, context) === contextValue(right, context)) === (sign === '==');
    });
}
