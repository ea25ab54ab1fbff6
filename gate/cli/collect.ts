import { formatDuration } from '../../reports/format-value.ts';
import { collectLoad } from '../collect/collect-load.ts';
import { collectSuite } from '../collect/collect-suite.ts';
import type { Collected, CollectPlan, Progress as CollectProgress } from '../collect/load-plan.ts';
import { askedPlan, type LoadWords, USUAL_SEED } from './asked-plan.ts';
import { liveText } from './console/live-text.ts';
import type { Progress } from './console/progress.ts';
import type { RunPlan } from './run-plan.ts';

/** What the command line adds to a plan. */
export interface CollectRequest extends CollectPlan, LoadWords {
  readonly passedVariables: Readonly<Record<string, string>>;
  readonly allowedHosts: readonly string[];
  readonly signal: AbortSignal;
}

/** Measures what the plan says and tells how it goes. Words of the command line win over those of the config. */
export async function collect(plan: RunPlan, request: CollectRequest, progress: Progress): Promise<Collected> {
  progress.step(announcement(plan, request));
  const events = {
    signal: request.signal,
    onProgress: (event: CollectProgress) => {
      if (event.phase === 'running') progress.live(liveText(event), event.elapsedSeconds);
      else progress.step(event.phase);
    },
  };
  try {
    if (plan.kind === 'suite')
      return await collectSuite({ ...request, benchmark: plan.benchmark, suite: plan.suite }, events);
    const { scenario } = plan;
    const { rate, durationSeconds, warmUpSeconds, seed } = askedPlan(plan, request);
    return await collectLoad(
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
  } finally {
    progress.end();
  }
}

function announcement(plan: RunPlan, request: CollectRequest): string {
  if (plan.kind === 'suite') return `${plan.benchmark.name}: ${plan.suite.command.join(' ')}`;
  const rate = request.rate ?? plan.scenario.rate;
  const seconds = request.durationSeconds ?? plan.scenario.durationSeconds;
  return [
    `${plan.benchmark.name} on ${plan.subject.name}`,
    ...(plan.profile === null ? [] : [`targets of ${plan.profile}`]),
    ...(rate === undefined ? [] : [`${rate}/s`]),
    ...(seconds === undefined ? [] : [`for ${formatDuration(seconds)}`]),
  ].join(', ');
}
