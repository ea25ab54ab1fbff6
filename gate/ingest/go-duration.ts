const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/** Seconds of a duration as Go prints it, `1m0.5s`; NaN when it is none. */
export function goDurationSeconds(text: string): number {
  if (!/^(\d+(\.\d+)?(h|m|s|ms|us|µs|ns))+$/.test(text)) return Number.NaN;
  return Array.from(text.matchAll(/([\d.]+)(\D+)/g)).reduce(
    (sum, [, amount = '', unit = '']) => sum + Number(amount) * (SECONDS[unit] ?? Number.NaN),
    0,
  );
}
