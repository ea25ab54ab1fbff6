/** A family of the Prometheus exposition format: one name, many label sets. */
export interface MetricFamily {
  /** With `_total` where it is a counter. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

export interface MetricSample {
  /** Appended to the family's name: a histogram's `_bucket`, `_sum`, `_count`. */
  readonly suffix?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
  /** When it was measured, in ms since 1970; left out: now. */
  readonly atMs?: number;
}

/** A counter with one value, or with one for each set of labels. */
export function counter(name: string, help: string, values: number | readonly MetricSample[]): MetricFamily {
  return { name, type: 'counter', help, samples: typeof values === 'number' ? [{ value: values }] : values };
}

/** A level with one value, or with one for each set of labels. */
export function gauge(name: string, help: string, values: number | readonly MetricSample[]): MetricFamily {
  return { ...counter(name, help, values), type: 'gauge' };
}

/** Version 0.0.4 of Prometheus, or 1.0 of OpenMetrics, which names a counter's family without `_total` and ends with `# EOF`. */
export type ExpositionFormat = 'prometheus' | 'openmetrics';

/** Writes families as text, in the order given. */
export function prometheusText(families: readonly MetricFamily[], format: ExpositionFormat): string {
  const lines = families.flatMap((family) => {
    const isCounter = format === 'openmetrics' && family.type === 'counter';
    const name = isCounter ? family.name.replace(/_total$/, '') : family.name;
    const samples = family.samples.map((sample) => sampleLine(family.name, sample, format));
    return [`# HELP ${name} ${escapeHelp(family.help)}`, `# TYPE ${name} ${family.type}`, ...samples];
  });
  if (format === 'openmetrics') lines.push('# EOF');
  return `${lines.join('\n')}\n`;
}

function sampleLine(
  name: string,
  { suffix = '', labels = {}, value, atMs }: MetricSample,
  format: ExpositionFormat,
): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${labelName(label)}="${escapeLabel(text)}"`);
  // Prometheus counts time in ms, OpenMetrics in seconds.
  const time = atMs === undefined ? '' : ` ${format === 'openmetrics' ? atMs / 1000 : atMs}`;
  return `${name}${suffix}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}${time}`;
}

function labelName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_]/g, '_').replace(/^(\d)/, '_$1');
}

function escapeLabel(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}

function escapeHelp(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n');
}
