import audit from '../profiles/audit.json' with { type: 'json' };
import learning from '../profiles/learning.json' with { type: 'json' };
import opal from '../profiles/opal.json' with { type: 'json' };
import strict from '../profiles/strict.json' with { type: 'json' };
import users from '../profiles/users.json' with { type: 'json' };
import workspace from '../profiles/workspace.json' with { type: 'json' };
import type { EnvironmentName } from './environments.ts';
import type { Overlay } from './overlay.ts';

interface Profile {
  readonly settings: Overlay;
  /** What its document says of single environments. */
  readonly environments?: Readonly<Record<EnvironmentName, Overlay>>;
}

/** The profiles: settings for the server, and targets, which are for whoever judges it and mean nothing here. */
const profiles: Readonly<Record<string, Profile>> = { users, strict, workspace, audit, learning, opal };

export const profileNames: readonly string[] = Object.keys(profiles);

/** A profile by its name; `undefined`: there is none. */
export function findProfile(name: string): Profile | undefined {
  return Object.hasOwn(profiles, name) ? profiles[name] : undefined;
}
