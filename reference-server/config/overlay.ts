import { ServerError } from '../server-error.ts';
import type { Leaf } from './setting.ts';
import { type SettingName, settings } from './settings.ts';

/** Some settings with other values; unchecked. */
export type Overlay = Readonly<Record<string, Leaf<unknown>>>;

/** Every setting by name, with its effective value and where that comes from. */
export type Effective = { readonly [Name in SettingName]: Leaf<(typeof settings)[Name]['value']> };

/** The settings as they are when nothing is laid over them. */
export function baseSettings(): Effective {
  const leaves = Object.entries(settings).map(([name, { value, source, note }]) => [
    name,
    Object.freeze({ value, source, ...(note === undefined ? {} : { note }) }),
  ]);
  // The entries of `settings`, name by name.
  return Object.freeze(Object.fromEntries(leaves)) as Effective;
}

/** Lays `overlay` over `below`. Throws ServerError CONFIG_INVALID naming `layer` for an unknown setting or a value out of bounds. */
export function withOverlay(below: Effective, overlay: Overlay, layer: string): Effective {
  const leaves: Record<string, Leaf<unknown>> = {};
  for (const [name, leaf] of Object.entries(overlay)) {
    if (!isSettingName(name)) throw invalid(layer, `there is no setting "${name}"`);
    try {
      leaves[name] = Object.freeze({ ...leaf, value: settings[name].parse(leaf.value) });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw invalid(layer, `"${name}" must be ${error.message}`);
    }
  }
  return Object.freeze({ ...below, ...leaves });
}

/** What the variables set. The message of an error names the variable and never repeats its value, which may be a secret. */
export function variablesOverlay(variables: Readonly<Record<string, string | undefined>>): Overlay {
  const overlay: Record<string, Leaf<unknown>> = {};
  for (const [name, setting] of Object.entries(settings)) {
    if (!('variable' in setting)) continue;
    const value = variables[setting.variable];
    if (value !== undefined && value !== '') overlay[name] = { value, source: `variable ${setting.variable}` };
  }
  return overlay;
}

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(settings, name);
}

function invalid(layer: string, what: string): ServerError {
  return new ServerError({
    code: 'CONFIG_INVALID',
    message: `${layer}: ${what}`,
    advice:
      'Correct it; GET /api/v1/performance/config lists the settings, reference-server/config/settings.ts their bounds.',
  });
}
