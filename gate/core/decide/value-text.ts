/** A value in its unit as a reason names it: three significant digits, shares in percent. Tables and charts have their own format. */
export function valueText(value: number, unit: string): string {
  if (unit === 'share') return `${digits(value * 100)} %`;
  if (unit === 'ms') return timeText(value);
  if (unit === 'bytes') return sizeText(value);
  if (unit === '1/s') return `${digits(value)}/s`;
  return unit === '' ? digits(value) : `${digits(value)} ${unit}`;
}

function sizeText(bytes: number): string {
  const size = Math.abs(bytes);
  if (size >= 1e9) return `${digits(bytes / 1e9)} GB`;
  if (size >= 1e6) return `${digits(bytes / 1e6)} MB`;
  return size >= 1e3 ? `${digits(bytes / 1e3)} kB` : `${digits(bytes)} bytes`;
}

function timeText(ms: number): string {
  const size = Math.abs(ms);
  if (size >= 1000) return `${digits(ms / 1000)} s`;
  if (size >= 1 || size === 0) return `${digits(ms)} ms`;
  return size >= 0.001 ? `${digits(ms * 1000)} µs` : `${digits(ms * 1e6)} ns`;
}

function digits(value: number): string {
  return String(Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));
}
