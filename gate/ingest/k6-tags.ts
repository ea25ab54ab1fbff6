import { k6CsvTags } from './k6-csv-header.ts';
import type { Ending } from './route-samples.ts';

/** What one combination of tags means. */
export interface K6Tags extends Ending {
  readonly byName: ReadonlyMap<string, string>;
  /** Samples of `setup()` and `teardown()` carry no scenario: they are no load. */
  readonly isLoad: boolean;
}

export function k6TagsOf(columns: readonly string[], fields: readonly string[]): K6Tags {
  const byName = k6CsvTags(columns, fields);
  const status = byName.get('status') ?? '0';
  const isUnanswered = status === '0';
  const expected = byName.get('expected_response');
  // A script may switch off `expected_response`; then what k6 expects by default counts, and an error is no success unsaid.
  const hasFailed = expected === undefined ? isUnanswered || Number(status) >= 400 : expected === 'false';
  const failure = isUnanswered ? (byName.get('error_code') ?? '0') : status;
  const isOutsideLoad = columns.includes('scenario')
    ? !byName.has('scenario')
    : /^::(setup|teardown)/.test(byName.get('group') ?? '');
  return { byName, isLoad: !isOutsideLoad, failure: hasFailed ? failure : null, isUnanswered };
}
