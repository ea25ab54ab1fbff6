import strict from '../profiles/strict.json' with { type: 'json' };
import users from '../profiles/users.json' with { type: 'json' };
import workspace from '../profiles/workspace.json' with { type: 'json' };
import type { Overlay } from './overlay.ts';

/** The profiles: settings for the server, and targets, which are for whoever judges it and mean nothing here. */
const profiles: Readonly<Record<string, { readonly settings: Overlay }>> = { users, strict, workspace };

export const profileNames: readonly string[] = Object.keys(profiles);

/** The settings of a profile; `undefined`: there is none of that name. */
export function profileSettings(name: string): Overlay | undefined {
  return Object.hasOwn(profiles, name) ? profiles[name]?.settings : undefined;
}
