import type { BulkSettings } from '../../bulk/bulk-request.ts';
import type { Domain } from '../../domain.ts';
import type { CursorCodec } from '../../page/cursor.ts';
import { registerActivityRoutes } from './activity-routes.ts';
import { registerProfileRoutes } from './profile-routes.ts';
import { registerProjectRoutes } from './project-routes.ts';
import { registerReads } from './read-routes.ts';
import { registerLists } from './task-list-routes.ts';
import { registerTaskRoutes } from './task-routes.ts';
import { workspaceApi } from './workspace-api.ts';

export interface WorkspaceOptions {
  readonly cursors: CursorCodec;
  readonly ttl: { readonly taskSeconds: number; readonly profileSeconds: number; readonly analyticsSeconds: number };
  /** How long a client may keep an answer; left out: it asks each time. */
  readonly maxAge?: WorkspaceOptions['ttl'];
  readonly page: { readonly defaultLimit: number; readonly maxLimit: number };
  readonly bulk: BulkSettings;
}

/** Workspaces of document 001: tasks, projects, activities, profiles, analytics. */
export function workspaceDomain(options: WorkspaceOptions): Domain {
  return {
    name: 'workspace',
    api: workspaceApi(options),
    register(app, context) {
      registerLists(context, options);
      registerReads(context, options);
      registerTaskRoutes(app, context, options);
      registerProjectRoutes(app, context);
      registerActivityRoutes(app, context);
      registerProfileRoutes(app, context);
    },
  };
}
