import type { BulkSettings } from '../../bulk/bulk-request.ts';
import type { Domain } from '../../domain.ts';
import type { CursorCodec } from '../../page/cursor.ts';
import { registerBulkRoute } from './bulk-route.ts';
import { registerEventRoutes } from './event-routes.ts';
import { registerExportRoute } from './export-route.ts';

export interface AuditOptions {
  readonly cursors: CursorCodec;
  readonly ttl: { readonly eventsSeconds: number };
  readonly page: { readonly defaultLimit: number; readonly maxLimit: number };
  readonly bulk: BulkSettings;
  readonly exportStallMs: number;
}

/** Audit events of document 003: pages, exports, bulk writes. */
export function auditDomain(options: AuditOptions): Domain {
  return {
    name: 'audit',
    register(app, context) {
      registerEventRoutes(context, options);
      registerExportRoute(app, context, options);
      registerBulkRoute(app, context, options);
    },
  };
}
