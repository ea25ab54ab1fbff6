export const EXPORT_FORMATS = ['json', 'ndjson', 'csv'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Turns rows into text, a batch at a time. `head` + every batch + `tail` is the whole document. */
export interface RowEncoder {
  readonly contentType: string;
  readonly head: string;
  readonly tail: string;
  /** Rows in the order they come; `isFirst` for the first batch alone. */
  encode(rows: readonly object[], isFirst: boolean): string;
}

/** `columns`: those of the CSV, in order; the other formats write each row as it is. */
export function rowEncoder(format: ExportFormat, columns: readonly string[]): RowEncoder {
  switch (format) {
    case 'json':
      return {
        contentType: 'application/json; charset=utf-8',
        head: '[',
        tail: ']\n',
        encode: (rows, isFirst) => `${isFirst ? '' : ','}${rows.map((row) => JSON.stringify(row)).join(',\n')}`,
      };
    case 'ndjson':
      return {
        contentType: 'application/x-ndjson; charset=utf-8',
        head: '',
        tail: '',
        encode: (rows) => lines(rows, (row) => JSON.stringify(row), '\n'),
      };
    case 'csv':
      return {
        contentType: 'text/csv; charset=utf-8; header=present',
        head: `${columns.map(csvField).join(',')}\r\n`,
        tail: '',
        encode: (rows) => lines(rows, (row) => csvLine(row, columns), '\r\n'),
      };
  }
}

/** Each with its end. Joined once: to lengthen every line by its end would make each of them twice. */
function lines(rows: readonly object[], line: (row: object) => string, end: string): string {
  const texts = rows.map(line);
  texts.push('');
  return texts.join(end);
}

function csvLine(row: object, columns: readonly string[]): string {
  const values = row as Readonly<Record<string, unknown>>;
  return columns.map((column) => csvField(values[column])).join(',');
}

/** RFC 4180; nothing is an empty field, an object its JSON. */
function csvField(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : textOf(value);
  return /["\r\n,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}
