import { constantArrivals } from './lib/arrivals.ts';
import { readSettings } from './lib/settings.ts';
import { visitor } from './lib/visits.ts';

/** Does everything answer? The shortest run that can be judged. */
const settings = readSettings(__ENV);

export const options = constantArrivals(settings.rate, settings.warmUpSeconds + settings.durationSeconds);
export default visitor(settings);
