/** A value in its unit as a reason names it: three significant digits, shares in percent. Tables and charts have their own format. */
export function valueText(value: number, unit: string): string {
  if (unit === 'share') return `${digits(value * 100)} %`;
  if (unit === '1/s') return `${digits(value)}/s`;
  return unit === '' ? digits(value) : `${digits(value)} ${unit}`;
}

function digits(value: number): string {
  return String(Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));
}
