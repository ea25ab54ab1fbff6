import type { SqlStatement } from '../ports.ts';

/** PostgreSQL counts the values of a statement in 16 bits. */
const MOST_VALUES = 65_535;

/**
 * `INSERT … VALUES ($1, $2)` for many rows as few statements of `batchSize` rows each: `VALUES ($1, $2), ($3, $4), …`. What
 * follows the values (`ON CONFLICT …`) stays. Throws RangeError where the text has no such list, rows differ in length from
 * it, or it holds more than one.
 */
export function batchStatements(
  text: string,
  rows: readonly (readonly unknown[])[],
  batchSize: number,
): readonly SqlStatement[] {
  const { before, width, after } = takeApart(text);
  if (!(Number.isInteger(batchSize) && batchSize >= 1)) throw new RangeError(`a batch of ${batchSize} rows`);
  const odd = rows.findIndex((row) => row.length !== width);
  if (odd >= 0) throw new RangeError(`row ${odd} has ${rows[odd]?.length} values, the statement takes ${width}`);
  const size = Math.min(batchSize, Math.floor(MOST_VALUES / width));
  const statements: SqlStatement[] = [];
  for (let from = 0; from < rows.length; from += size) {
    const batch = rows.slice(from, from + size);
    const lists = batch.map((_, row) => `(${placeholders(row * width, width)})`);
    statements.push({ text: `${before}VALUES ${lists.join(', ')}${after}`, values: batch.flat() });
  }
  return statements;
}

function placeholders(offset: number, width: number): string {
  return Array.from({ length: width }, (_, position) => `$${offset + position + 1}`).join(', ');
}

/** Only a list of plain placeholders in order can be repeated without reading SQL. */
function takeApart(text: string) {
  const [, before, list, after] = /^(\s*insert\s[\s\S]*?)values\s*\(((?:\s*\$\d+\s*,?)+)\)([\s\S]*)$/i.exec(text) ?? [];
  const numbers = list?.match(/\d+/g)?.map(Number) ?? [];
  const isInOrder = numbers.every((number, position) => number === position + 1);
  if (
    before === undefined ||
    after === undefined ||
    numbers.length === 0 ||
    !isInOrder ||
    /\$\d/.test(before + after)
  ) {
    throw new RangeError('a batch needs "INSERT … VALUES ($1, $2, …)" with its values in order and nowhere else');
  }
  return { before, width: numbers.length, after };
}
