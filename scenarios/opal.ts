import { constantArrivals } from './lib/arrivals.ts';
import { opalTraceOf } from './lib/opal-trace.ts';
import { readSettings } from './lib/settings.ts';
import { makeVisits } from './lib/visits.ts';

/** Agents that look up mappings, rules and metrics: the normal load of document 000. */
const settings = readSettings(__ENV);

export const options = constantArrivals(settings.rate, settings.warmUpSeconds + settings.durationSeconds);
export default makeVisits(settings.baseUrl, opalTraceOf(settings.seed, settings.mappings));
