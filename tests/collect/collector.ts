/** A process that collects, so that a test can kill it: `node collector.ts PLAN`, the plan as JSON. Prints a line once k6 runs. */
import { collectLoad } from '../../gate/collect/collect-load.ts';
import type { LoadPlan } from '../../gate/collect/load-plan.ts';

const plan = JSON.parse(process.argv[2] ?? '') as LoadPlan;
await collectLoad(plan, {
  signal: new AbortController().signal,
  onProgress: ({ phase }) => {
    if (phase === 'running') process.stdout.write('running\n');
  },
});
