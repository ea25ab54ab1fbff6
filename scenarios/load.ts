import { constantArrivals } from './lib/arrivals.ts';
import { mixTraceOf } from './lib/mix-trace.ts';
import { readSettings } from './lib/settings.ts';
import { takeToken } from './lib/token.ts';
import { makeVisits } from './lib/visits.ts';

/** An ordinary busy hour, in a minute: what the targets are written for. */
const settings = readSettings(__ENV);

export const options = constantArrivals(settings.rate, settings.warmUpSeconds + settings.durationSeconds);
export const setup = () => takeToken(settings);
export default makeVisits(settings.baseUrl, mixTraceOf(settings.seed, settings));
