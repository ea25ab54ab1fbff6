import type { BulkSettings } from '../../bulk/bulk-request.ts';
import type { Domain } from '../../domain.ts';
import type { CursorCodec } from '../../page/cursor.ts';
import { auditApi } from './audit-api.ts';
import { registerBulkRoute } from './bulk-route.ts';
import { eventsRoute } from './event-routes.ts';
import { registerExportRoute } from './export-route.ts';
import { registerWarmUpRoute } from './warm-up-route.ts';

export interface AuditOptions {
  readonly cursors: CursorCodec;
  /** Of pages, and of how many events a filter has. */
  readonly ttl: { readonly eventsSeconds: number; readonly countSeconds: number };
  readonly page: { readonly defaultLimit: number; readonly maxLimit: number };
  readonly bulk: BulkSettings;
  readonly exportStallMs: number;
  /** Rows that an export reads at a time where its caller says nothing. */
  readonly exportChunkRows: number;
  /** How far back a warm-up looks where its caller says nothing. */
  readonly preloadDays: number;
}

/** Audit events of document 003: pages, exports, bulk writes, and the cache of the pages filled beforehand. */
export function auditDomain(options: AuditOptions): Domain {
  return {
    name: 'audit',
    api: auditApi(options),
    register(app, context) {
      const events = eventsRoute(context.pool, options);
      context.cachedGet(events);
      registerWarmUpRoute(app, context, events, options);
      registerExportRoute(app, context, options);
      registerBulkRoute(app, context, options);
    },
  };
}
