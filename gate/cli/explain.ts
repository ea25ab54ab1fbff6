import type { ComparisonCollectPlan } from '../collect/compare/comparison-plan.ts';
import { collectExplanation } from '../collect/explain/collect-explanation.ts';
import type { Explanation } from '../core/model/explanation.ts';
import { launchText, stepText } from './console/comparison-progress.ts';
import type { Progress } from './console/progress.ts';

/**
 * Where a difference lies, by one more launch of each side under profile. The verdict stands already, so whatever goes wrong
 * here, Ctrl-C too, is a gap of the explanation and never loses what was measured.
 */
export async function explain(
  plan: ComparisonCollectPlan,
  progress: Progress,
  signal: AbortSignal,
): Promise<Explanation> {
  progress.step('looking where the difference lies: one more launch of each side under profile');
  try {
    return await collectExplanation(plan, {
      signal,
      onProgress: (event) => {
        if (event.phase === 'running') progress.live(launchText(event, 'under profile'), event.elapsedSeconds);
        else progress.step(stepText(event));
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const gap = `The difference was not looked into: ${reason.replace(/\.$/, '')}.`;
    return { phases: [], statements: [], commands: [], functions: [], gaps: [gap] };
  } finally {
    progress.end();
  }
}
