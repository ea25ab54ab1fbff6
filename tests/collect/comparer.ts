/** A process that compares, so that a test can kill it: `node comparer.ts PLAN`, the plan as JSON. Prints a line once k6 runs. */
import { collectComparison } from '../../gate/collect/compare/collect-comparison.ts';
import type { ComparisonCollectPlan } from '../../gate/collect/compare/comparison-plan.ts';

const plan = JSON.parse(process.argv[2] ?? '') as ComparisonCollectPlan;
await collectComparison(plan, {
  signal: new AbortController().signal,
  onLaunch: () => 'more',
  onProgress: ({ phase }) => {
    if (phase === 'running') process.stdout.write('running\n');
  },
});
