import { constantArrivals } from './lib/arrivals.ts';
import { readSettings } from './lib/settings.ts';
import { makeVisits } from './lib/visits.ts';
import { workspaceTraceOf } from './lib/workspace-trace.ts';

/** Members of workspaces at their tasks: the normal load of document 001. */
const settings = readSettings(__ENV);

export const options = constantArrivals(settings.rate, settings.warmUpSeconds + settings.durationSeconds);
export default makeVisits(settings.baseUrl, workspaceTraceOf(settings.seed, settings.tasks));
