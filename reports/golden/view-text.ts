import type { Chart, DataTable, ForestPlot, Plot } from '../charts/plot.ts';

/** A view as text that a person can compare line by line: one line for what has no parts of its own, charts in brief. */
export function viewText(view: object): string {
  return `${linesOf(view, '')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

function linesOf(value: unknown, indent: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((entry) => partLines('-', entry, indent));
  return Object.entries(value as object).flatMap(([key, entry]) => partLines(`${key}:`, entry, indent));
}

function partLines(label: string, value: unknown, indent: string): readonly string[] {
  if (isChart(value)) return [`${indent}${label}`, ...linesOf(inBrief(value), `${indent}  `)];
  if (isFlat(value)) return [`${indent}${label} ${flat(value)}`];
  return [`${indent}${label}`, ...linesOf(value, `${indent}  `)];
}

function isFlat(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const parts = Object.values(value);
  return (
    parts.length === 0 || (parts.every((part) => typeof part !== 'object' || part === null) && flat(value).length < 200)
  );
}

function flat(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(String).join(', ')}]`;
  return `{ ${Object.entries(value)
    .map(([key, part]) => `${key}: ${part}`)
    .join(' | ')} }`;
}

function isChart(value: unknown): value is Chart {
  return typeof value === 'object' && value !== null && 'plot' in value && 'table' in value;
}

/** Every line as its number of points, first and last; every table as its first rows. */
function inBrief({ plot, table, ...chart }: Chart): object {
  return { ...chart, ...('rows' in plot ? forestInBrief(plot) : plotInBrief(plot)), ...tableInBrief(table) };
}

function forestInBrief({ domain, rows }: ForestPlot): object {
  return {
    x: domain.join('…'),
    effects: rows.map(
      ({ name, detail, verdict, text, launches }) =>
        `${name} | ${detail} | ${verdict} | ${text} | ${launches.length} launches`,
    ),
  };
}

function tableInBrief(table: DataTable): object {
  return {
    headings: table.headings.join(' | '),
    rows: table.rows.slice(0, 2).map((row) => row.join(' | ')),
    ofRows: table.rows.length,
    note: table.note,
  };
}

function plotInBrief(plot: Plot): object {
  return {
    x: `${plot.x.kind} ${plot.x.domain.join('…')}`,
    y: `${plot.y.scale} ${plot.y.domain.join('…')} ${plot.y.unit}`,
    bands: plot.bands,
    limits: plot.limits,
    ...(plot.areas === undefined ? {} : { areas: plot.areas }),
    ...(plot.rules === undefined ? {} : { rules: plot.rules }),
    lines: plot.lines.map(({ name, style, points }) => ({
      name,
      style,
      points: points.length,
      first: pointText(points[0]),
      last: pointText(points.at(-1)),
    })),
  };
}

function pointText(point: { readonly x: number; readonly y: number | null } | undefined): string {
  return point === undefined
    ? 'none'
    : `${Number(point.x.toPrecision(4))} ${point.y === null ? 'gap' : Number(point.y.toPrecision(4))}`;
}
