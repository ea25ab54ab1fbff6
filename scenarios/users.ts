import { constantArrivals } from './lib/arrivals.ts';
import { readSettings } from './lib/settings.ts';
import { usersTraceOf } from './lib/users-trace.ts';
import { makeVisits } from './lib/visits.ts';

/** Readers and writers of a site of posts: the load of document 004. */
const settings = readSettings(__ENV);

export const options = constantArrivals(settings.rate, settings.warmUpSeconds + settings.durationSeconds);
export default makeVisits(settings.baseUrl, usersTraceOf(settings.seed, settings));
