import { steppedArrivals } from './lib/arrivals.ts';
import { mixTraceOf } from './lib/mix-trace.ts';
import { readSettings } from './lib/settings.ts';
import { takeToken } from './lib/token.ts';
import { makeVisits } from './lib/visits.ts';

/** Each step half as fast again as the one before, until something gives: where does it break? */
const settings = readSettings(__ENV);
const { rate, steps, warmUpSeconds } = settings;
const growth = 1.5;
const seconds = Math.max(1, Math.floor(settings.durationSeconds / steps));

export const options = steppedArrivals([
  { rate, seconds: warmUpSeconds + seconds },
  ...Array.from({ length: steps - 1 }, (_, index) => ({ rate: Math.round(rate * growth ** (index + 1)), seconds })),
]);
export const setup = () => takeToken(settings);
export default makeVisits(settings.baseUrl, mixTraceOf(settings.seed, settings));
