import { k6CsvTags } from './k6-csv-header.ts';
import type { Ending } from './route-samples.ts';

/** What one combination of tags means. */
export interface K6Tags {
  readonly byName: ReadonlyMap<string, string>;
  /** Samples of `setup()` and `teardown()` carry no scenario, which k6 is asked for where there may be any: they are no load. */
  readonly isLoad: boolean;
  /** How a request with these tags ended, as it was expected or not. */
  readonly expected: Ending;
  readonly unexpected: Ending;
  /** What k6 expects of an answer unless the script says otherwise: a status below 400. */
  readonly isExpectedByDefault: boolean;
}

export function k6TagsOf(columns: readonly string[], fields: readonly string[]): K6Tags {
  const byName = k6CsvTags(columns, fields);
  const status = byName.get('status') ?? '0';
  const isUnanswered = status === '0';
  const failure = isUnanswered ? (byName.get('error_code') ?? '0') : status;
  return {
    byName,
    isLoad: !columns.includes('scenario') || byName.has('scenario'),
    expected: { failure: null, isUnanswered },
    unexpected: { failure, isUnanswered },
    isExpectedByDefault: !isUnanswered && Number(status) < 400,
  };
}
