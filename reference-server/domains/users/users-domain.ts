import type { FastifyInstance } from 'fastify';
import type { Domain, DomainContext } from '../../domain.ts';
import type { CursorCodec } from '../../page/cursor.ts';
import { registerPostRoutes } from './post-routes.ts';
import { registerReportRoute } from './report-route.ts';
import { registerUserRoutes } from './user-routes.ts';
import { usersApi } from './users-api.ts';

/** What the routes of this domain are set to. */
export interface UsersOptions {
  readonly cursors: CursorCodec;
  readonly ttl: { readonly userSeconds: number; readonly querySeconds: number; readonly reportSeconds: number };
  /** How long a client may keep an answer; left out: it asks each time. */
  readonly maxAge?: { readonly userSeconds: number };
  readonly page: { readonly defaultLimit: number; readonly maxLimit: number };
  /** Posts that one request may bring. */
  readonly maxBatchRows: number;
}

/** Users and their posts: document 004. */
export function usersDomain(options: UsersOptions): Domain {
  return {
    name: 'users',
    api: usersApi(options),
    register(app: FastifyInstance, context: DomainContext): void {
      registerUserRoutes(context, options);
      registerPostRoutes(app, context, options);
      registerReportRoute(context, options);
    },
  };
}
