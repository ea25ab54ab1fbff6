/** A column: its heading, and on which side its cells line up. */
export interface Column {
  readonly heading: string;
  readonly align: 'left' | 'right';
}

/** Plain text with aligned columns, two spaces apart, without trailing blanks. `paint` styles a cell after its width is set. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: (cell: string, column: number, row: number) => string,
): string {
  const widths = columns.map((column, index) =>
    Math.max(column.heading.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const pad = (cell: string, index: number): string => {
    const width = widths[index] ?? 0;
    return columns[index]?.align === 'right' ? cell.padStart(width) : cell.padEnd(width);
  };
  const line = (cells: readonly string[], row: number): string =>
    cells
      .map((cell, index) => paint(pad(cell, index), index, row))
      .join('  ')
      .trimEnd();
  return [
    line(
      columns.map((column) => column.heading),
      -1,
    ),
    ...rows.map((row, index) => line(row, index)),
    '',
  ].join('\n');
}
