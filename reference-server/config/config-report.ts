import type { Config } from './config.ts';
import type { Leaf, Setting } from './setting.ts';
import { settings } from './settings.ts';

/** The configuration for people: effective values with their provenance, and no secret. */
export function configReport(config: Config): object {
  const leaves = Object.entries(settings).map(([name, setting]) => {
    // `config.settings` has the names of `settings`; widened because each has a type of its own.
    const leaf = (config.settings as Readonly<Record<string, Leaf<unknown>>>)[name];
    const { shown }: Pick<Setting<unknown>, 'shown'> = setting;
    return [name, { ...leaf, value: shownValue(leaf?.value, shown) }];
  });
  return { profile: config.profile, environment: config.environment, settings: Object.fromEntries(leaves) };
}

function shownValue(value: unknown, shown: Setting<unknown>['shown']): unknown {
  if (value === null || shown === undefined) return value;
  if (shown === 'hidden') return 'set';
  return withoutCredentials(String(value));
}

/** Scheme, host, port and path of a URL: user, password and parameters (which may hold one) are left out. */
export function withoutCredentials(url: string): string {
  if (!URL.canParse(url)) return 'set';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
