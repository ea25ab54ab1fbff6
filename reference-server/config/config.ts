import { ServerError } from '../server-error.ts';
import { connectionLimitOverlay } from './connection-limit.ts';
import { type EnvironmentName, environmentNames, environments } from './environments.ts';
import { baseSettings, type Effective, variablesOverlay, withOverlay } from './overlay.ts';
import { findProfile, profileNames } from './profile.ts';

/** The server's configuration: read once, checked, frozen. Later layers win: base, profile, environment, what the profile says of it, variables. */
export interface Config {
  readonly profile: string;
  readonly environment: EnvironmentName;
  readonly settings: Effective;
}

/** The only place that reads `process.env`. Throws ServerError CONFIG_INVALID. */
export function readConfig(variables: Readonly<Record<string, string | undefined>> = process.env): Config {
  const profile = variables.PROFILE || 'users';
  const ofProfile = findProfile(profile);
  if (ofProfile === undefined) throw unknownWord('PROFILE', profile, profileNames);
  const named = variables.NODE_ENV || 'development';
  const environment = environmentNames.find((name) => name === named);
  if (environment === undefined) throw unknownWord('NODE_ENV', named, environmentNames);

  let settings = baseSettings();
  settings = withOverlay(settings, ofProfile.settings, `profile ${profile}`);
  settings = withOverlay(settings, environments[environment], `environment ${environment}`);
  settings = withOverlay(settings, ofProfile.environments?.[environment] ?? {}, `profile ${profile}, ${environment}`);
  const limit = connectionLimitOverlay(variables);
  settings = withOverlay(settings, { ...limit, ...variablesOverlay(variables) }, 'environment variables');
  if (settings['pool.min'].value > settings['pool.max'].value) {
    throw new ServerError({
      code: 'CONFIG_INVALID',
      message: `pool.min (${settings['pool.min'].value}) is above pool.max (${settings['pool.max'].value})`,
      advice: 'Set DB_POOL_MIN and DB_POOL_MAX so that the first is not above the second.',
    });
  }
  if (settings['lab.proxy'].value === 'on' && settings['lab.key'].value === null) {
    throw new ServerError({
      code: 'CONFIG_INVALID',
      message: 'LAB_PROXY is on, and there is no lab that it would belong to',
      advice: 'Set LAB_KEY, or leave LAB_PROXY out.',
    });
  }
  return Object.freeze({ profile, environment, settings });
}

function unknownWord(variable: string, value: string, words: readonly string[]): ServerError {
  return new ServerError({
    code: 'CONFIG_INVALID',
    message: `${variable}: there is no "${value}"`,
    advice: `Set ${variable} to one of ${words.join(', ')}.`,
  });
}
