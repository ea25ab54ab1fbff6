import { GateError } from '../core/model/gate-error.ts';
import { csvFields } from './csv-fields.ts';

const FIXED_COLUMNS = ['metric_name', 'timestamp', 'metric_value'];
/** Without these no request can be told from another, nor a failed one from a good one. */
const NEEDED_TAGS = ['name', 'status'];

/**
 * The columns after the value, in order: k6's system tags (those that the run was told to write), then `extra_tags` and,
 * since k6 0.42, `metadata`. Throws GateError K6_OUTPUT_FOREIGN or K6_OUTPUT_TAGS.
 */
export function k6CsvTagColumns(header: Uint8Array): readonly string[] {
  const columns = csvFields(header.subarray(0, 4096));
  if (FIXED_COLUMNS.some((column, index) => columns[index] !== column)) {
    throw new GateError({
      code: 'K6_OUTPUT_FOREIGN',
      message: `this is not the CSV output of k6: its first line is "${columns.join(',').slice(0, 80)}"`,
      advice: 'Let k6 write it with --out csv=fileName=FILE,timeFormat=unix_micro, header line included.',
    });
  }
  const missing = NEEDED_TAGS.filter((tag) => !columns.includes(tag));
  if (missing.length > 0) {
    throw new GateError({
      code: 'K6_OUTPUT_TAGS',
      message: `the CSV output of k6 lacks the column ${missing.join(', ')}`,
      advice: 'Run k6 with --system-tags=name,status,scenario,error_code,check,method.',
    });
  }
  return columns.slice(FIXED_COLUMNS.length);
}

/** Tags of one record by name, those of the script included; tags without a value are left out. */
export function k6CsvTags(columns: readonly string[], fields: readonly string[]): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  columns.forEach((column, index) => {
    const field = fields[index] ?? '';
    if (column === 'extra_tags') addExtraTags(tags, field);
    else if (column !== 'metadata' && field !== '') tags.set(column, field);
  });
  return tags;
}

/** `zone=b&kind=x`, unescaped: a piece without `=` can only be the rest of a value that held an `&`. */
function addExtraTags(tags: Map<string, string>, field: string): void {
  let last = '';
  for (const piece of field.split('&')) {
    const equals = piece.indexOf('=');
    if (equals > 0) {
      last = piece.slice(0, equals);
      tags.set(last, piece.slice(equals + 1));
    } else if (last !== '') {
      tags.set(last, `${tags.get(last) ?? ''}&${piece}`);
    }
  }
}
