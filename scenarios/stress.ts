import { steppedArrivals } from './lib/arrivals.ts';
import { mixTraceOf } from './lib/mix-trace.ts';
import { readSettings } from './lib/settings.ts';
import { takeToken } from './lib/token.ts';
import { makeVisits } from './lib/visits.ts';

/** From RATE up to STEPS times RATE in equal steps: how does it behave above the ordinary? */
const settings = readSettings(__ENV);
const { rate, steps, warmUpSeconds } = settings;
const seconds = Math.max(1, Math.floor(settings.durationSeconds / steps));

export const options = steppedArrivals([
  { rate, seconds: warmUpSeconds + seconds },
  ...Array.from({ length: steps - 1 }, (_, index) => ({ rate: rate * (index + 2), seconds })),
]);
export const setup = () => takeToken(settings);
export default makeVisits(settings.baseUrl, mixTraceOf(settings.seed, settings));
