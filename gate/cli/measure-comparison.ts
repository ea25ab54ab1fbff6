import { collectComparison } from '../collect/compare/collect-comparison.ts';
import type { CollectedComparison, ComparisonCollectPlan } from '../collect/compare/comparison-plan.ts';
import { type ComparisonJudgement, judgeComparison } from '../core/decide/judge-comparison.ts';
import type { ComparisonPlan, Launch } from '../core/model/comparison-record.ts';
import { launchText, standingText, stepText } from './console/comparison-progress.ts';
import type { Progress } from './console/progress.ts';
import { withTasks } from './plan-comparison.ts';

/** What was measured and judged, with the plan that it was judged by: that of a suite names its tasks by now. */
export interface MeasuredComparison {
  readonly plan: ComparisonPlan;
  readonly collected: CollectedComparison;
  readonly judgement: ComparisonJudgement;
}

/** Measures launch by launch, judges after each, stops as soon as the verdicts are certain, and tells how it goes. */
export async function measureComparison(
  request: ComparisonCollectPlan,
  progress: Progress,
  signal: AbortSignal,
): Promise<MeasuredComparison> {
  const { benchmark } = request;
  const most = request.plan.looks.at(-1) ?? 0;
  const judge = (launches: readonly Launch[], problems: CollectedComparison['problems']) => {
    const plan = withTasks(request.plan, benchmark, launches[0]);
    return { plan, judgement: judgeComparison({ plan, launches, problems }) };
  };
  let standing = '';
  try {
    const collected = await collectComparison(request, {
      signal,
      onProgress: (event) => {
        if (event.phase === 'running') progress.live(launchText(event, standing), event.elapsedSeconds);
        else progress.step(stepText(event));
      },
      onLaunch: (launches, problems) => {
        const { judgement } = judge(launches, problems);
        standing = standingText(judgement.metrics, judgement.needed);
        // More than planned: others were set aside.
        const of = launches.length > most ? '' : ` of at most ${most}`;
        progress.step(`launch ${launches.length}${of}: ${standing}`);
        return judgement.isDecided ? 'enough' : 'more';
      },
    });
    return { collected, ...judge(collected.launches, collected.problems) };
  } finally {
    progress.end();
  }
}
