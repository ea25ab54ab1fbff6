import { formatLimit } from '../../gate/core/text/format-value.ts';
import type { XAxis, YAxis } from './plot.ts';

export interface Tick {
  readonly value: number;
  readonly label: string;
}

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];
/** Units that fit beside a tick; others are named by the legend. */
const SCALED = new Set(['ms', 'bytes', '1/s', 'share']);
const PERCENTILES: readonly Tick[] = [
  { value: 0, label: '0' },
  { value: Math.log10(2), label: 'p50' },
  { value: 1, label: 'p90' },
  { value: 2, label: 'p99' },
  { value: 3, label: 'p99.9' },
  { value: 4, label: 'p99.99' },
  { value: 5, label: 'p99.999' },
  { value: 6, label: 'p99.9999' },
  { value: 7, label: 'p99.99999' },
];

/** Round places along the x axis, at most `most` of them. */
export function xTicks(axis: XAxis, most: number): readonly Tick[] {
  const [from, until] = axis.domain;
  const length = until - from;
  switch (axis.kind) {
    case 'percentile':
      return PERCENTILES.filter(({ value }) => value >= from && value <= until);
    case 'magnitude':
      return magnitudes(clean(10 ** from), clean(10 ** until), most).map((value) => ({
        value: Math.log10(value),
        label: tickText(value, axis.unit),
      }));
    case 'time': {
      const step = TIME_STEPS.find((one) => length / one < most) ?? Math.ceil(length / most / 86_400) * 86_400;
      return multiples(from, until, step).map((value) => ({ value, label: clock(value) }));
    }
    case 'batch':
      return wholes(from, until, most).map((value) => ({ value, label: String(value) }));
    case 'run':
      return wholes(from, until, most).map((value) => ({ value, label: axis.names[value] ?? '' }));
  }
}

/** Values of a logarithmic axis; evenly spaced ones where it spans too little for powers of ten. */
function magnitudes(low: number, high: number, most: number): readonly number[] {
  const powers = logTicks(low, high, most);
  return powers.length > 2 ? powers : multiples(low, high, roundStep((high - low) / most));
}

function wholes(from: number, until: number, most: number): readonly number[] {
  return multiples(from, until, Math.max(1, Math.ceil(roundStep((until - from) / most))));
}

/** Round values along the y axis, about `most` of them, written in the axis' unit. */
export function yTicks({ unit, scale, domain: [low, high] }: YAxis, most: number): readonly Tick[] {
  const values = scale === 'linear' ? multiples(low, high, roundStep((high - low) / most)) : logTicks(low, high, most);
  return values.map((value) => ({ value, label: tickText(value, unit) }));
}

function tickText(value: number, unit: string): string {
  return value === 0 ? '0' : formatLimit(value, SCALED.has(unit) ? unit : '').replace(/^-/, '−');
}

/** A linear axis from zero that holds every value. All zero: up to `fallback`. */
export function linearAxis(values: readonly number[], unit: string, fallback = 1): YAxis {
  const lowest = Math.min(0, ...values);
  const highest = Math.max(0, ...values);
  if (lowest === highest) return { unit, scale: 'linear', domain: [0, fallback] };
  const step = roundStep((highest - lowest) / 4);
  return {
    unit,
    scale: 'linear',
    domain: [clean(Math.floor(lowest / step) * step), clean(Math.ceil(highest / step) * step)],
  };
}

/** A linear axis around the values, not from zero: for changes that are small beside the level. Room on both sides. */
export function fittedAxis(values: readonly number[], unit: string): YAxis {
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  if (values.length === 0) return linearAxis([], unit);
  const room = lowest === highest ? Math.abs(lowest) * 0.1 || 1 : (highest - lowest) * 0.12;
  const low = lowest >= 0 ? Math.max(0, lowest - room) : lowest - room;
  const step = roundStep((highest + room - low) / 5);
  return {
    unit,
    scale: 'linear',
    domain: [clean(Math.floor(low / step) * step), clean(Math.ceil((highest + room) / step) * step)],
  };
}

/** An axis of positive values: linear from zero while they are of one size, logarithmic where they span more than a power of ten. */
export function latencyAxis(values: readonly number[], unit: string): YAxis {
  const positive = values.filter((value) => value > 0);
  const lowest = Math.min(...positive);
  const highest = Math.max(...positive);
  if (positive.length === 0 || highest / lowest < 10) return linearAxis(values, unit);
  const low = LOG_PLACES.findLast((place) => scaled(place, lowest) <= lowest) ?? 1;
  const high = LOG_PLACES.find((place) => scaled(place, highest) >= highest) ?? 10;
  return { unit, scale: 'log', domain: [scaled(low, lowest), scaled(high, highest)] };
}

/** Seconds as `m:ss` or `h:mm:ss`. */
export function clock(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const sign = seconds < 0 ? '−' : '';
  const tail = String(rest).padStart(2, '0');
  return hours > 0 ? `${sign}${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${sign}${minutes}:${tail}`;
}

const LOG_PLACES = [1, 2, 5, 10];

/** `place` (1 to 10) within the power of ten that `value` lies in. */
function scaled(place: number, value: number): number {
  return clean(place * 10 ** Math.floor(Math.log10(value) + 1e-12));
}

function logTicks(low: number, high: number, most: number): readonly number[] {
  const exponents: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent += 1)
    exponents.push(exponent);
  const choices = [[1, 2, 5], [1, 3], [1]].map((places) =>
    exponents
      .flatMap((exponent) => places.map((place) => clean(place * 10 ** exponent)))
      .filter((value) => value >= low && value <= high),
  );
  return choices.find((values) => values.length <= most + 1) ?? choices.at(-1) ?? [];
}

function multiples(from: number, until: number, step: number): readonly number[] {
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(until / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => clean((first + index) * step));
}

/** The next of 1, 2, 2.5, 5, 10 × a power of ten. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return clean(([1, 2, 2.5, 5, 10].find((place) => place * power >= least * (1 - 1e-9)) ?? 10) * power);
}

/** Without the dust of floating point: 0.30000000000000004 is 0.3. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}
