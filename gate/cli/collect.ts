import { collectLoad } from '../collect/collect-load.ts';
import { collectSuite } from '../collect/collect-suite.ts';
import type { Collected, CollectPlan, Progress as CollectProgress } from '../collect/load-plan.ts';
import type { Problem } from '../core/model/verdict.ts';
import type { K6Plan } from '../ingest/k6-inspect.ts';
import { askedPlan, type LoadWords, USUAL_SEED } from './asked-plan.ts';
import { liveText, suiteText } from './console/live-text.ts';
import type { Progress } from './console/progress.ts';
import { loadText, ownLoad, tooShort } from './planned-load.ts';
import type { RunPlan } from './run-plan.ts';

/** What the command line adds to a plan. */
export interface CollectRequest extends CollectPlan, LoadWords {
  readonly passedVariables: Readonly<Record<string, string>>;
  readonly allowedHosts: readonly string[];
  readonly signal: AbortSignal;
}

/** Measures what the plan says and tells how it goes. Words of the command line win over those of the config. */
export async function collect(plan: RunPlan, request: CollectRequest, progress: Progress): Promise<Collected> {
  progress.step(announcement(plan));
  const problems: Problem[] = [];
  const events = {
    signal: request.signal,
    onProgress: (event: CollectProgress) => {
      if (event.phase === 'running') progress.live(liveText(event), event.elapsedSeconds);
      else if (event.phase === 'measuring') progress.live(suiteText(event), event.elapsedSeconds);
      else if (event.phase === 'planned') problems.push(...announceLoad(event.load, plan, request, progress));
      else progress.step(event.phase);
    },
  };
  try {
    if (plan.kind === 'suite')
      return await collectSuite({ ...request, benchmark: plan.benchmark, suite: plan.suite }, events);
    const { scenario } = plan;
    const { rate, durationSeconds, warmUpSeconds, seed } = askedPlan(plan, request);
    const collected = await collectLoad(
      {
        ...request,
        subject: plan.subject,
        script: scenario.script,
        scriptVariables: scenario.env ?? {},
        rate,
        durationSeconds,
        warmUpSeconds,
        seed: seed ?? USUAL_SEED,
      },
      events,
    );
    return { ...collected, problems: [...problems, ...collected.problems] };
  } finally {
    progress.end();
  }
}

function announcement(plan: RunPlan): string {
  if (plan.kind === 'suite') return `${plan.benchmark.name}: ${plan.suite.command.join(' ')}`;
  const targets = plan.profile === null ? '' : `, targets of ${plan.profile}`;
  return `${plan.benchmark.name} on ${plan.subject.name}${targets}`;
}

/** Says what will be measured, and what is known to be wrong with it; what belongs into the record is returned. */
function announceLoad(load: K6Plan, plan: RunPlan, words: LoadWords, progress: Progress): readonly Problem[] {
  const asked = askedPlan(plan, words);
  const judged = (plan.kind === 'load' ? plan.scenario.judged : undefined) ?? 'steady';
  progress.step(loadText(load, asked.warmUpSeconds));
  const own = ownLoad(load, asked, judged);
  if (own !== null) progress.step(`warning: ${own.message}`);
  const short = tooShort(load, asked.warmUpSeconds, judged);
  if (short !== null) progress.step(`warning: ${short}`);
  return own === null ? [] : [own];
}
