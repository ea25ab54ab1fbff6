import { constantArrivals } from './lib/arrivals.ts';
import { readSettings } from './lib/settings.ts';
import { visitor } from './lib/visits.ts';

/** An ordinary busy hour, in a minute: what the targets are written for. */
const settings = readSettings(__ENV);

export const options = constantArrivals(settings.rate, settings.warmUpSeconds + settings.durationSeconds);
export default visitor(settings);
