import { constantArrivals } from './lib/arrivals.ts';
import { readSettings } from './lib/settings.ts';
import { visitor } from './lib/visits.ts';

/** Half an hour of steady load: does anything grow, leak or wear out? */
const settings = readSettings(__ENV);

export const options = constantArrivals(settings.rate, settings.warmUpSeconds + settings.durationSeconds);
export default visitor(settings);
