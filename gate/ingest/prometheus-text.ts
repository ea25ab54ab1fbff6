/** One sample of the Prometheus text format; timestamps and exemplars are passed over. */
export interface PrometheusSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** `name` or `name{label="value"}`: what has these labels among its own. */
export interface PrometheusSelector {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const SAMPLE = new RegExp(String.raw`^(${NAME})(?:\{(.*)\})?\s+(\S+)(?:\s|$)`);
const SELECTOR = new RegExp(String.raw`^(${NAME})(?:\{(.*)\})?$`);
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/y;
/** OpenMetrics: ` # {trace_id="…"} 0.67` after the value. */
const EXEMPLAR = /(?<=\S)\s+# \{.*$/;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };

/**
 * Reads the Prometheus text format 0.0.4 and OpenMetrics 1.0. Throws RangeError that quotes the first line that is neither
 * a comment nor a sample. Source: prometheus.io, "Exposition formats".
 */
export function parsePrometheusText(text: string): readonly PrometheusSample[] {
  const samples: PrometheusSample[] = [];
  for (const line of text.split('\n')) {
    const trimmed = line.replace(EXEMPLAR, '').trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [, name, labels, value] = SAMPLE.exec(trimmed) ?? [];
    const number = value === undefined ? Number.NaN : parseNumber(value);
    if (name === undefined || (Number.isNaN(number) && value !== 'NaN')) {
      throw new RangeError(`no Prometheus sample: ${trimmed.slice(0, 100)}`);
    }
    samples.push({ name, labels: parseLabels(labels ?? ''), value: number });
  }
  return samples;
}

/** Reads a selector. Throws RangeError that quotes one that is none. */
export function parseSelector(text: string): PrometheusSelector {
  const [, name, labels] = SELECTOR.exec(text.trim()) ?? [];
  if (name === undefined) throw new RangeError(`no Prometheus series: ${text}`);
  return { name, labels: parseLabels(labels ?? '') };
}

/** Sum of all samples that the selector fits; `null` where it fits none, NaN where a value is no finite number. */
export function sumSelected(samples: readonly PrometheusSample[], selector: PrometheusSelector): number | null {
  const wanted = Object.entries(selector.labels);
  const fitting = samples.filter(
    (sample) => sample.name === selector.name && wanted.every(([label, value]) => sample.labels[label] === value),
  );
  if (fitting.length === 0) return null;
  const sum = fitting.reduce((total, sample) => total + sample.value, 0);
  return Number.isFinite(sum) ? sum : Number.NaN;
}

function parseLabels(text: string): Readonly<Record<string, string>> {
  const labels: [string, string][] = [];
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const [, label, value] = LABEL.exec(text) ?? [];
    if (label === undefined || value === undefined) throw new RangeError(`no Prometheus labels: ${text.slice(0, 100)}`);
    labels.push([label, value.replace(/\\(.)/g, (whole, escaped: string) => ESCAPED[escaped] ?? whole)]);
  }
  return Object.fromEntries(labels);
}

function parseNumber(text: string): number {
  if (/^[+-]?Inf(inity)?$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(text);
}
