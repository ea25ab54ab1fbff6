import { steppedArrivals } from './lib/arrivals.ts';
import { mixTraceOf } from './lib/mix-trace.ts';
import { readSettings } from './lib/settings.ts';
import { takeToken } from './lib/token.ts';
import { makeVisits } from './lib/visits.ts';

/** A third of the time at RATE, a third at four times that, a third back: does it hold, and does it recover? */
const settings = readSettings(__ENV);
const third = Math.max(1, Math.floor(settings.durationSeconds / 3));

export const options = steppedArrivals([
  { rate: settings.rate, seconds: settings.warmUpSeconds + third },
  { rate: settings.rate * 4, seconds: third },
  { rate: settings.rate, seconds: third },
]);
export const setup = () => takeToken(settings);
export default makeVisits(settings.baseUrl, mixTraceOf(settings.seed, settings));
