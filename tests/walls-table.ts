import type { Wall } from './walls.ts';

/** The walls as the Markdown table of docs/architecture.md. A place may always import itself unless it says otherwise. */
export function wallsTable(walls: readonly Wall[]): string {
  const code = (text: string) => `\`${text.replace(/^\.\//, '')}\``;
  const rows = walls.map(({ place, mayImport }) => `| ${code(place)} | ${mayImport.map(code).join(', ')} |`);
  return ['| place | may import |', '| --- | --- |', ...rows].join('\n');
}
