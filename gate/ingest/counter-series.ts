import type { CounterSeries, CountersConfig } from '../core/model/config.ts';
import type { LevelBlock, RatioBlock, Series } from '../core/model/series.ts';
import type { Problem } from '../core/model/verdict.ts';
import { counterAtZero, counterMissing, counterNoNumber, countersReset } from './counter-problems.ts';
import { type PrometheusSample, parsePrometheusText, parseSelector, sumSelected } from './prometheus-text.ts';

/** The blocks of the run that the counters are laid over. */
export interface CounterTimeline {
  /** Start of block 0, in ms since 1970. */
  readonly startedAtMs: number;
  readonly blockSeconds: number;
  readonly durationSeconds: number;
}

/** The subject's own counters, read while the run goes on. No I/O: the caller reads and hands the text over. */
export interface CounterIngest {
  /** One reading. Throws RangeError on a text that is not Prometheus'. */
  read(text: string, atMs: number): void;
  /** Series by block, and what went wrong with each. A missed reading leaves a gap, never a zero. */
  end(timeline: CounterTimeline): { readonly series: readonly Series[]; readonly problems: readonly Problem[] };
}

/** What one reading holds for one series; `null` where nothing fits that fitted before, or what fits is no number. */
interface Reading {
  readonly atMs: number;
  readonly numerator: number | null;
  readonly denominator: number | null;
}

interface WholeReading extends Reading {
  readonly numerator: number;
  readonly denominator: number;
}

interface Follower {
  readonly name: string;
  readonly config: CounterSeries;
  readonly take: (samples: readonly PrometheusSample[]) => Pick<Reading, 'numerator' | 'denominator'>;
  readonly readings: Reading[];
  /** Selectors whose metric no reading had, under whatever labels: a slip of the config, not a counter that stands at 0. */
  readonly unseen: Set<string>;
  /** Selectors whose metric was there, but never with their labels: not counted yet, or a slip. */
  readonly unlabelled: Set<string>;
  /** Readings in which a selector's value was NaN or infinite. */
  readonly numberless: Map<string, number>;
}

/** Throws RangeError on a selector of the config that is none. */
export function createCounterIngest(config: CountersConfig): CounterIngest {
  const followers = Object.entries(config.series).map(([name, series]) => follow(name, series));
  return {
    read(text, atMs) {
      const samples = parsePrometheusText(text);
      for (const { take, readings } of followers) readings.push({ atMs, ...take(samples) });
    },
    end(timeline) {
      const made = followers.map((follower) => makeSeries(follower, timeline));
      return {
        series: made.flatMap(({ series }) => (series.blocks.length === 0 ? [] : [series])),
        problems: made.flatMap(({ problems }) => problems),
      };
    },
  };
}

function follow(name: string, config: CounterSeries): Follower {
  const numerators = 'gauge' in config ? [config.gauge] : config.numerator;
  const denominators = 'gauge' in config ? [] : config.denominator;
  const unseen = new Set([...numerators, ...denominators]);
  const unlabelled = new Set<string>(unseen);
  const numberless = new Map<string, number>();
  const sumOf = (selectors: readonly string[]) => {
    const parsed = selectors.map((text) => ({ text, selector: parseSelector(text) }));
    return (samples: readonly PrometheusSample[]): number | null => {
      let sum: number | null = 0;
      for (const { text, selector } of parsed) {
        if (unseen.has(text) && samples.some((sample) => sample.name === selector.name)) unseen.delete(text);
        const value = sumSelected(samples, selector);
        if (value !== null) unlabelled.delete(text);
        if (Number.isNaN(value)) numberless.set(text, (numberless.get(text) ?? 0) + 1);
        // A counter appears with its first event; until then it stands at 0.
        const known = value ?? (unlabelled.has(text) && !('gauge' in config) ? 0 : null);
        sum = sum === null || known === null || Number.isNaN(known) ? null : sum + known;
      }
      return sum;
    };
  };
  const numerator = sumOf(numerators);
  const denominator = sumOf(denominators);
  const take = (samples: readonly PrometheusSample[]) => ({
    numerator: numerator(samples),
    denominator: denominator(samples),
  });
  return { name, config, take, readings: [], unseen, unlabelled, numberless };
}

function makeSeries(
  follower: Follower,
  timeline: CounterTimeline,
): { readonly series: Series; readonly problems: readonly Problem[] } {
  const { name, config, readings, unseen, unlabelled, numberless } = follower;
  const common = { name, route: null, unit: config.unit, better: config.better };
  const scale = config.scale ?? 1;
  const problems =
    readings.length === 0
      ? []
      : [
          ...[...unlabelled].map((selector) =>
            unseen.has(selector) || 'gauge' in config ? counterMissing(name, selector) : counterAtZero(name, selector),
          ),
          ...[...numberless].map(([selector, count]) => counterNoNumber(name, selector, count, readings.length)),
        ];
  if ('gauge' in config) {
    return { series: { ...common, kind: 'level', blocks: levelBlocks(readings, timeline, scale) }, problems };
  }
  const { blocks, resets } = ratioBlocks(readings, timeline, scale);
  return {
    series: { ...common, kind: 'ratio', blocks },
    problems: resets === 0 ? problems : [...problems, countersReset(name, resets)],
  };
}

/** Growth between neighbouring readings, in the block in which the middle between them lies. */
function ratioBlocks(readings: readonly Reading[], timeline: CounterTimeline, scale: number) {
  const blocks = new Map<number, { numerator: number; denominator: number }>();
  let resets = 0;
  // A partial reading is as good as a missed one.
  const whole = readings.filter(isWhole);
  for (const [index, reading] of whole.entries()) {
    const previous = whole[index - 1];
    if (previous === undefined) continue;
    const numerator = reading.numerator - previous.numerator;
    const denominator = reading.denominator - previous.denominator;
    const at = blockAt((previous.atMs + reading.atMs) / 2, timeline);
    if (numerator < 0 || denominator < 0) resets += 1;
    else if (at !== null && denominator > 0) {
      const block = blocks.get(at) ?? { numerator: 0, denominator: 0 };
      blocks.set(at, { numerator: block.numerator + numerator * scale, denominator: block.denominator + denominator });
    }
  }
  return { blocks: [...blocks].map(([at, block]): RatioBlock => ({ at, ...block })), resets };
}

function isWhole(reading: Reading): reading is WholeReading {
  return reading.numerator !== null && reading.denominator !== null;
}

/** Mean of the readings of a block. */
function levelBlocks(readings: readonly Reading[], timeline: CounterTimeline, scale: number): readonly LevelBlock[] {
  const blocks = new Map<number, number[]>();
  for (const { atMs, numerator } of readings) {
    const at = blockAt(atMs, timeline);
    if (at !== null && numerator !== null) blocks.set(at, [...(blocks.get(at) ?? []), numerator * scale]);
  }
  return [...blocks].map(([at, values]) => ({
    at,
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
  }));
}

/** Offset of the block that holds a moment; `null` outside the run. */
function blockAt(atMs: number, { startedAtMs, blockSeconds, durationSeconds }: CounterTimeline): number | null {
  const offset = (atMs - startedAtMs) / 1000;
  if (offset < 0 || offset >= durationSeconds) return null;
  return Math.floor(offset / blockSeconds) * blockSeconds;
}
