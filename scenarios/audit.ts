import { constantArrivals } from './lib/arrivals.ts';
import { auditTraceOf } from './lib/audit-trace.ts';
import { readSettings } from './lib/settings.ts';
import { takeToken } from './lib/token.ts';
import { makeVisits } from './lib/visits.ts';

/** Auditors who page through events, export a few, while services write more: the normal load of document 003. */
const settings = readSettings(__ENV);

export const options = constantArrivals(settings.rate, settings.warmUpSeconds + settings.durationSeconds);
export const setup = () => takeToken(settings);
export default makeVisits(settings.baseUrl, auditTraceOf(settings.seed, settings.organizations));
