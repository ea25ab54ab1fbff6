import { access, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import type { LoadlineConfig } from '../core/model/config.ts';
import { GateError } from '../core/model/gate-error.ts';
import type { Environment } from './command.ts';
import { checkConfig } from './config-check.ts';
import { unreadableConfig } from './unreadable-config.ts';

const NAMES = ['loadline.config.ts', 'loadline.config.mjs', 'loadline.config.js', 'loadline.config.json'];

/** A checked config and the folder that its paths start from. */
export interface LoadedConfig {
  readonly config: LoadlineConfig;
  readonly path: string;
  readonly folder: string;
}

/**
 * The config that `--config` names, else the first of `loadline.config.{ts,mjs,js,json}` in `cwd`; `null` where there is none.
 * Throws GateError CONFIG_MISSING (a named file that is not there), CONFIG_UNREADABLE, CONFIG_INVALID.
 */
export async function loadConfig(cwd: string, named: string | undefined): Promise<LoadedConfig | null> {
  const path = named === undefined ? await firstExisting(cwd) : resolve(cwd, named);
  if (path === undefined) return null;
  if (named !== undefined && !(await exists(path))) {
    throw new GateError({
      code: 'CONFIG_MISSING',
      message: `there is no config file ${named}.`,
      advice: 'Check the path after --config; it starts from the folder you are in.',
    });
  }
  return { config: checkConfig(await readConfig(path), path), path, folder: resolve(path, '..') };
}

async function readConfig(path: string): Promise<unknown> {
  try {
    if (path.endsWith('.json')) return JSON.parse(await readFile(path, 'utf8'));
    const module: { default?: unknown } = await import(pathToFileURL(path).href);
    return module.default;
  } catch (cause) {
    throw await unreadableConfig(path, cause);
  }
}

async function firstExisting(cwd: string): Promise<string | undefined> {
  for (const name of NAMES) {
    if (await exists(join(cwd, name))) return join(cwd, name);
  }
  return undefined;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The one place that reads the variables of the process. */
export function readEnvironment(): Environment {
  // The address of the store holds a password: nothing that we start is told it.
  const { LOADLINE_STORE: sharedStore, LOADLINE_CHECK_ONLY: checkOnly, ...others } = process.env;
  const variables = Object.freeze(others);
  return {
    isCi: variables.CI !== undefined && variables.CI !== 'false',
    sharedStore: sharedStore === '' ? undefined : sharedStore,
    isCheckOnly: checkOnly !== undefined,
    all: variables,
  };
}
