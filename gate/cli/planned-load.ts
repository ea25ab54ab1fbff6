import { judgedSeconds, SETTLING_SECONDS } from '../core/decide/capacity.ts';
import { FEWEST_BLOCKS } from '../core/decide/judge-share.ts';
import type { AskedPlan } from '../core/model/run-record.ts';
import type { Problem } from '../core/model/verdict.ts';
import { formatDuration } from '../core/text/format-value.ts';
import type { K6Plan } from '../ingest/k6-inspect.ts';

/** Part of a rate or a length that a script may round away. */
const ROUNDING = 0.02;

type Load = Pick<K6Plan, 'stages' | 'plannedIterations' | 'plannedSeconds' | 'isOpenModel'>;
type Asked = Pick<AskedPlan, 'rate' | 'durationSeconds' | 'warmUpSeconds'>;

/** What k6 will do by the script's own options, in words: `60 iterations/s for 24 s, the first 5 s of it warm-up`. */
export function loadText(load: Load, warmUpSeconds: number): string {
  const warmUp = warmUpSeconds > 0 ? `, the first ${formatDuration(warmUpSeconds)} of it warm-up` : '';
  return `${amountText(load)}${warmUp}`;
}

function amountText({ stages, plannedIterations, plannedSeconds, isOpenModel }: Load): string {
  const time = plannedSeconds === null ? '' : ` for ${formatDuration(plannedSeconds)}`;
  if (isOpenModel && stages.length > 0) {
    const rates = stages.flatMap(({ fromRate, toRate }) => [fromRate, toRate]);
    const [least, most] = [Math.min(...rates), Math.max(...rates)];
    const rate = least === most ? number(most) : `${number(least)} to ${number(most)}`;
    return `${rate} iterations/s${stages.length > 1 ? ` in ${stages.length} stages` : ''}${time}`;
  }
  if (plannedIterations !== null)
    return `${number(plannedIterations)} ${plannedIterations === 1 ? 'iteration' : 'iterations'}`;
  return `as many iterations as the script's virtual users make${time}`;
}

/**
 * What of the asked load the script does not follow: a warning, for it is the script's own load that is measured. `judged` by stages,
 * a script makes several rates of the one, and rounds the length of each stage.
 */
export function ownLoad(load: Load, asked: Asked, judged: 'steady' | 'stages'): Problem | null {
  const { rate, durationSeconds, warmUpSeconds } = asked;
  const rates = load.isOpenModel ? load.stages.flatMap(({ fromRate, toRate }) => [fromRate, toRate]) : [];
  const isRateKept = rate === null || rates.some((one) => isNear(one, rate, 1));
  const spare = judged === 'stages' ? Math.max(1, load.stages.length) : 1;
  const seconds = durationSeconds === null ? null : durationSeconds + warmUpSeconds;
  const isLengthKept =
    seconds === null || (load.plannedSeconds !== null && isNear(load.plannedSeconds, seconds, spare));
  if (isRateKept && isLengthKept) return null;
  const wanted = [
    ...(isRateKept || rate === null ? [] : [`${number(rate)} iterations/s`]),
    ...(isLengthKept || seconds === null
      ? []
      : [`${formatDuration(seconds)}${warmUpSeconds > 0 ? ' with its warm-up' : ''}`]),
  ].join(' for ');
  return {
    severity: 'warning',
    code: 'OWN_LOAD',
    message: `the script has a load of its own, ${amountText(load)}, and that is measured, not the ${wanted} asked for: these reach a script as RATE, DURATION and WARM_UP in __ENV`,
    route: null,
    series: null,
  };
}

/** Why nothing, or no stage, can be judged however the run goes: it will be too short. `null`: it is long enough, or nobody knows. */
export function tooShort(load: Load, warmUpSeconds: number, judged: 'steady' | 'stages'): string | null {
  if (judged === 'stages') return stagesTooShort(load, warmUpSeconds);
  if (load.plannedSeconds === null) return null;
  const left = Math.max(0, Math.floor(load.plannedSeconds - warmUpSeconds));
  if (left >= FEWEST_BLOCKS) return null;
  return `${formatDuration(left)} after warm-up are too few for any verdict, which needs ${FEWEST_BLOCKS} s: every target will be invalid`;
}

function stagesTooShort({ stages }: Load, warmUpSeconds: number): string | null {
  const held = stages.filter(
    ({ fromRate, toRate, until }) => fromRate === toRate && toRate > 0 && until > warmUpSeconds,
  );
  const short = held.filter((stage) => judgedSeconds(stage, { warmUpSeconds, blockSeconds: 1 }) < FEWEST_BLOCKS).length;
  if (short === 0) return null;
  const needed = FEWEST_BLOCKS + SETTLING_SECONDS;
  return `${short} of ${held.length} stages are too short for a verdict: each needs ${needed} s, the first ${SETTLING_SECONDS} s of which it settles`;
}

function isNear(one: number, other: number, spare: number): boolean {
  return Math.abs(one - other) <= Math.max(spare, other * ROUNDING);
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 2 });
}
