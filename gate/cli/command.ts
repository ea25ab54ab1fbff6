import type { ParseArgsOptionDescriptor } from 'node:util';

/** One option of a command: what the parser must know, and what help says. */
export interface OptionSpec extends ParseArgsOptionDescriptor {
  /** Shown in help after the name: `--rate N`. */
  readonly value?: string;
  readonly says: string;
}

/** What every command gets; nothing else of the process is known to it. */
export interface CommandContext {
  readonly cwd: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** The full command line, for provenance. */
  readonly commandLine: readonly string[];
  readonly environment: Environment;
  /** Raised by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

/** The variables of the process, read once. */
export interface Environment {
  readonly isCi: boolean;
  /** `LOADLINE_STORE`: address of the PostgreSQL that a team shares, with its password: never printed, never recorded. */
  readonly sharedStore: string | undefined;
  /** `LOADLINE_CHECK_ONLY`, set by the launcher: words, config and names are looked at, and nothing is measured. */
  readonly isCheckOnly: boolean;
  readonly all: Readonly<Record<string, string | undefined>>;
}

/** Parsed options by name; a repeated option holds a list. */
export type OptionValues = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What follows the name in the usage line. */
  readonly usage: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Printed below the options. */
  readonly notes?: readonly string[];
  /** Whether it takes words without a dash; more than this many are an error. */
  readonly positionals: number;
  /** Returns the exit code: 0 pass, 1 fail, 2 undecided. Throws GateError where it could not run (3). */
  run(options: OptionValues, positionals: readonly string[], context: CommandContext): Promise<number>;
}
