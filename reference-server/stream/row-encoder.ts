import type { TextRow } from '../ports.ts';

export const EXPORT_FORMATS = ['json', 'ndjson', 'csv'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** One value of each row, in the order of the rows' own. */
export interface ExportColumn {
  readonly name: string;
  /** Its text is a number as JSON writes it; that of any other becomes a string. */
  readonly isNumber: boolean;
}

/** Turns rows into text, a batch at a time. `head` + every batch + `tail` is the whole document. */
export interface RowEncoder {
  readonly contentType: string;
  readonly head: string;
  readonly tail: string;
  /** Rows in the order they come; `isFirst` for the first batch alone. */
  encode(rows: readonly TextRow[], isFirst: boolean): string;
}

/** Needs a column. */
export function rowEncoder(format: ExportFormat, columns: readonly ExportColumn[]): RowEncoder {
  switch (format) {
    case 'json': {
      const write = jsonWriter(columns);
      return {
        contentType: 'application/json; charset=utf-8',
        head: '[',
        tail: ']\n',
        encode: (rows, isFirst) => `${isFirst ? '' : ',\n'}${rows.map(write).join(',\n')}`,
      };
    }
    case 'ndjson':
      return {
        contentType: 'application/x-ndjson; charset=utf-8',
        head: '',
        tail: '',
        encode: linesOf(jsonWriter(columns), '\n'),
      };
    case 'csv':
      return {
        contentType: 'text/csv; charset=utf-8; header=present',
        head: `${columns.map(({ name }) => csvField(name)).join(',')}\r\n`,
        tail: '',
        encode: linesOf((row) => row.map(csvField).join(','), '\r\n'),
      };
  }
}

/** Each with its end. Joined once: to lengthen every line by its end would make each of them twice. */
function linesOf(write: (row: TextRow) => string, end: string): (rows: readonly TextRow[]) => string {
  return (rows) => {
    const lines = rows.map(write);
    lines.push('');
    return lines.join(end);
  };
}

/** A row as an object; what JSON.stringify would write. */
function jsonWriter(columns: readonly ExportColumn[]): (row: TextRow) => string {
  const leads = columns.map(({ name }, place) => `${place === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  const areNumbers = columns.map(({ isNumber }) => isNumber);
  return (row) => {
    let text = '';
    for (let place = 0; place < leads.length; place += 1) {
      const value = row[place] ?? null;
      text += leads[place] + (value === null ? 'null' : areNumbers[place] === true ? value : jsonString(value));
    }
    return `${text}}`;
  };
}

/** Most text has nothing to escape; what has is left to JSON.stringify. */
function jsonString(text: string): string {
  return NEEDS_ESCAPES.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** Quotes, backslashes and what has no face, surrogates without their other half among it. */
const NEEDS_ESCAPES = /["\\\p{Cc}\p{Cs}]/u;

/** RFC 4180; nothing is an empty field. */
function csvField(text: string | null): string {
  if (text === null) return '';
  return /["\r\n,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
