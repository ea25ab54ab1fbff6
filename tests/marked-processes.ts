import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

const name = 'LOADLINE_TEST_MARK';

export interface MarkedProcess {
  readonly child: ChildProcess;
  /** All it has written so far, stdout and stderr. */
  output(): string;
  /** Resolves when it has written this; rejects, with its output, when it ends before. */
  says(text: string | RegExp): Promise<void>;
  /** The living processes that it has started, itself included, whoever their parent is by now. */
  living(): readonly number[];
  /** Their command lines, as everybody on the machine can read them. */
  commandLines(): readonly string[];
  /** Waits until none lives any more, and all they wrote is here; rejects with the command lines of those that do after 15 s. */
  allGone(): Promise<void>;
}

/**
 * Starts a process whose descendants can all be found again, detached ones too: they inherit a mark. Some lose it
 * (PostgreSQL and Redis write over their environment, k6 is given a scrubbed one): those count if their parent was alive
 * when we looked, so look before you let anything die. Needs /proc. None of them outlives the test, not even one that
 * fails.
 */
export function startMarked(
  file: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): MarkedProcess {
  const mark = `${name}=${randomUUID()}`;
  const env = { ...process.env, ...options.env, [name]: mark.slice(name.length + 1) };
  const child = spawn(file, args, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  child.stderr.on('data', (data) => {
    output += data;
  });
  let isClosed = false;
  child.once('close', () => {
    isClosed = true;
  });
  const isMarked = (pid: number) => environment(pid).includes(mark);
  /** When each of ours started, by pid: a pid may belong to another process later. */
  const ours = new Map<number, string>();
  const living = () => {
    const now = processTable();
    const isOurs = (pid: number) => ours.has(pid) && ours.get(pid) === now.get(pid)?.since;
    // Parents before children: those that started later come later.
    for (const [pid, { parent, since }] of now) if (isMarked(pid) || isOurs(parent)) ours.set(pid, since);
    return [...now.keys()].filter(isOurs);
  };
  // Only what carries the mark is killed: it is ours beyond doubt, and its guardian ends the rest.
  onTestFinished(() => {
    for (const pid of pids().filter(isMarked)) process.kill(pid, 'SIGKILL');
  });
  return {
    child,
    output: () => output,
    living,
    commandLines: () => living().map(commandLine),
    async says(text) {
      while (!(typeof text === 'string' ? output.includes(text) : text.test(output))) {
        if (isClosed)
          throw new Error(`ended with ${child.exitCode ?? child.signalCode} before it said ${text}:\n${output}`);
        await sleep(20);
      }
    },
    async allGone() {
      const deadline = Date.now() + 15_000;
      while (living().length > 0 || !isClosed) {
        if (Date.now() > deadline) throw new Error(`still there:\n${living().map(commandLine).join('\n')}`);
        await sleep(50);
      }
    },
  };
}

/** Starts the source text of a module in a Node of its own. */
export function startMarkedModule(source: string, env: Readonly<Record<string, string>> = {}): MarkedProcess {
  return startMarked(process.execPath, ['--input-type=module', '--eval', source], { env });
}

/** Processes whose working directory lies in `folder`, by command line: PostgreSQL's, which lose their mark. */
export function processesIn(folder: string): readonly string[] {
  return pids()
    .filter((pid) => link(`/proc/${pid}/cwd`).startsWith(`${folder}/`))
    .map(commandLine);
}

/** All living processes, by the time they started, each with its parent. */
function processTable(): ReadonlyMap<number, { readonly parent: number; readonly since: string }> {
  const rows = pids().flatMap((pid) => {
    const [state, parent, ...rest] = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? [];
    const since = rest[17];
    return since === undefined || state === 'Z' ? [] : [[pid, { parent: Number(parent), since }] as const];
  });
  return new Map(rows.sort(([, a], [, b]) => Number(a.since) - Number(b.since)));
}

function pids(): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
}

function environment(pid: number): readonly string[] {
  return read(`/proc/${pid}/environ`).split('\0');
}

function commandLine(pid: number): string {
  return `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // it has just ended
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
