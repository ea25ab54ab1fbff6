import { join } from 'node:path';

/** Where a run leaves what it leaves: everything lies under `.loadline/` beside the config file, or in the current folder without one. */
export interface Workspace {
  readonly root: string;
  readonly reports: string;
}

export function workspaceIn(folder: string): Workspace {
  const root = join(folder, '.loadline');
  return { root, reports: join(root, 'reports') };
}
