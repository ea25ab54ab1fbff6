import { constantArrivals } from './lib/arrivals.ts';
import { mixTraceOf } from './lib/mix-trace.ts';
import { readSettings } from './lib/settings.ts';
import { takeToken } from './lib/token.ts';
import { makeVisits } from './lib/visits.ts';

/** Half an hour of steady load: does anything grow, leak or wear out? */
const settings = readSettings(__ENV);

export const options = constantArrivals(settings.rate, settings.warmUpSeconds + settings.durationSeconds);
export const setup = () => takeToken(settings);
export default makeVisits(settings.baseUrl, mixTraceOf(settings.seed, settings));
