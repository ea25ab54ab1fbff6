/** A size in which a unit is written: `factor` of these make one of the unit's own. */
interface Scale {
  readonly factor: number;
  readonly symbol: string;
}

const TIME: readonly Scale[] = [
  { factor: 1e6, symbol: 'ns' },
  { factor: 1e3, symbol: 'µs' },
  { factor: 1, symbol: 'ms' },
  { factor: 1e-3, symbol: 's' },
];
const SIZE: readonly Scale[] = [
  { factor: 1, symbol: 'B' },
  { factor: 1e-3, symbol: 'kB' },
  { factor: 1e-6, symbol: 'MB' },
  { factor: 1e-9, symbol: 'GB' },
  { factor: 1e-12, symbol: 'TB' },
];
const DIGITS = 3;
/** More digits than this are noise, whatever they would tell apart. */
const MOST_DIGITS = 7;

/**
 * A value in the unit of its series (`ms`, `bytes`, `1/s`, `share`, or a plain word), as people read it: three
 * significant digits, in the size that fits: `850 µs`, `1.20 s`, `3.44 MB`, `99.94 %`, `1,204 /s`, `2.10 statements`.
 */
export function formatValue(value: number, unit: string): string {
  return written(value, scaleFor(value, unit), unit, DIGITS);
}

/** A limit as its author wrote it: as many digits as it has, no trailing zeros. */
export function formatLimit(limit: number, unit: string): string {
  return written(limit, scaleFor(limit, unit), unit, 'as written');
}

/** Two bounds in one size and one unit: `128–137 ms`. Beside 97.9 %, nobody wants the end of 99.999997 %: 99.99 % is not all either. */
export function formatInterval([lower, upper]: readonly [number, number], unit: string): string {
  const scale = scaleFor(Number.isFinite(upper) ? upper : lower, unit);
  let digits = DIGITS;
  while (
    lower !== upper &&
    digits < MOST_DIGITS &&
    bare(lower, scale, unit, digits) === bare(upper, scale, unit, digits)
  )
    digits += 1;
  const finest = Math.ceil(-Math.log10(upper - lower));
  return `${bare(lower, scale, unit, digits, finest)}–${written(upper, scale, unit, digits, finest)}`;
}

/** A value with as many digits as tell it apart from its limit: 85.02 ms is not "85.0 ms" beside a limit of 85 ms. */
export function formatBeside(value: number, limit: number, unit: string): string {
  const scale = scaleFor(value, unit);
  let digits = DIGITS;
  while (value !== limit && digits < MOST_DIGITS && isWrittenAlike(value, limit, scale, unit, digits)) digits += 1;
  return written(value, scale, unit, digits);
}

/** A number of things: `1,204`. */
export function formatCount(count: number): string {
  return Number.isFinite(count) ? grouped(Math.round(count).toFixed(0)) : notFinite(count);
}

/** A number of things by their name in the singular: `1 block`, `1,204 requests`. */
export function formatThings(count: number, thing: string): string {
  return `${formatCount(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** A length of time: `850 ms`, `42 s`, `12 min 5 s`, `3 h`. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return formatLimit(Number((seconds * 1000).toPrecision(DIGITS)), 'ms');
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ] as const;
  return parts
    .filter(([amount]) => amount > 0)
    .map(([amount, symbol]) => `${amount} ${symbol}`)
    .join(' ');
}

function isWrittenAlike(value: number, limit: number, scale: Scale, unit: string, digits: number): boolean {
  return (
    Number(bare(value, scale, unit, digits).replaceAll(',', '')) === Number((limit * scale.factor).toPrecision(12))
  );
}

function scaleFor(value: number, unit: string): Scale {
  if (unit === 'share') return { factor: 100, symbol: '%' };
  if (unit === '1/s') return { factor: 1, symbol: '/s' };
  const scales = unit === 'ms' ? TIME : unit === 'bytes' ? SIZE : undefined;
  if (scales === undefined) return { factor: 1, symbol: unit };
  const smallest = unit === 'ms' ? 2 : 0;
  if (value === 0 || !Number.isFinite(value)) return scales[smallest] as Scale;
  // Rounded first: 999.6 µs is 1.00 ms, not 1000 µs.
  const size = Math.abs(Number(value.toPrecision(DIGITS)));
  return scales.findLast((scale) => size * scale.factor >= 1) ?? (scales[0] as Scale);
}

function written(value: number, scale: Scale, unit: string, digits: number | 'as written', finest?: number): string {
  const number = bare(value, scale, unit, digits, finest);
  return scale.symbol === '' ? number : `${number} ${scale.symbol}`;
}

/** `finest`: most decimals of a share next to all. */
function bare(value: number, { factor }: Scale, unit: string, digits: number | 'as written', finest?: number): string {
  if (!Number.isFinite(value)) return notFinite(value);
  const scaled = Number((value * factor).toPrecision(12));
  if (digits === 'as written') return grouped(plain(scaled));
  if (unit === 'share' && scaled > 99 && scaled < 100) return nearlyAll(scaled, digits, finest);
  // Latencies keep their digits, so that a column of them lines up; a count of things has none to keep.
  if (scaled === 0 || (Number.isInteger(scaled) && unit !== 'ms')) return grouped(plain(scaled));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(Number(scaled.toPrecision(digits))))));
  return decimals > 12 ? scaled.toExponential(digits - 1) : grouped(scaled.toFixed(decimals));
}

/** 99.996 % is not 100 %: what is missing keeps a digit, and is never rounded away. */
function nearlyAll(percent: number, digits: number, finest = 6): string {
  const decimals = Math.min(6, Math.max(1, finest), Math.max(digits - 2, -Math.floor(Math.log10(100 - percent))));
  return (Math.floor(percent * 10 ** decimals) / 10 ** decimals).toFixed(decimals);
}

function plain(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toExponential() : text;
}

function grouped(text: string): string {
  const [whole = '', ...fraction] = text.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}

function notFinite(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value > 0 ? '∞' : '−∞';
}
