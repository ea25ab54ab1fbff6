import type { SubjectConfig } from '../core/model/config.ts';
import { parsePrometheusText } from '../ingest/prometheus-text.ts';
import { httpGet } from './http-get.ts';

const DEADLINE_MS = 5_000;

/** What Prometheus text is asked for by, newest form first. */
export const PROMETHEUS_TEXT =
  'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.8,text/plain;q=0.5';

/** Labels of the info series that the configuration names, e.g. `server_info`. Empty where there is none: facts are for people. */
export async function readFacts(
  { facts, counters }: SubjectConfig,
  url: URL,
): Promise<Readonly<Record<string, string>>> {
  if (facts === undefined || counters === undefined) return {};
  try {
    const { body } = await httpGet(new URL(counters.path, url).href, {
      deadlineMs: DEADLINE_MS,
      accept: PROMETHEUS_TEXT,
    });
    return parsePrometheusText(body ?? '').find(({ name }) => name === facts)?.labels ?? {};
  } catch {
    return {};
  }
}

/** What is said otherwise after the load than before it, in words. A subject that says nothing any more has its silence counted elsewhere. */
export function changedFacts(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly string[] {
  if (Object.keys(after).length === 0) return [];
  const quoted = (value: string | undefined) => (value === undefined ? 'nothing' : `"${value}"`);
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => before[name] !== after[name])
    .map((name) => `${name} was ${quoted(before[name])} and is ${quoted(after[name])}`);
}
