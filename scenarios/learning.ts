import { constantArrivals } from './lib/arrivals.ts';
import { learningTraceOf } from './lib/learning-trace.ts';
import { readSettings } from './lib/settings.ts';
import { makeVisits } from './lib/visits.ts';

/** Learners who look at what is known of them: the normal load of document 002. */
const settings = readSettings(__ENV);

export const options = constantArrivals(settings.rate, settings.warmUpSeconds + settings.durationSeconds);
export default makeVisits(settings.baseUrl, learningTraceOf(settings.seed, settings.learners));
