import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

export interface ThrownCode {
  /** `null`: not written out where the error is made, so that nobody could look it up. */
  readonly code: string | null;
  /** `gate/store/file-store.ts:47`. */
  readonly place: string;
}

/** Codes of the errors that these files make, `new SomeError({ code: 'CODE', … })`, in order. */
export function thrownCodes(root: string, files: readonly string[]): readonly ThrownCode[] {
  return files.flatMap((file) => codesIn(file, readFileSync(join(root, file), 'utf8')));
}

/** Codes of the first column of every table in a Markdown text, one list a table. */
export function documentedCodes(markdown: string): readonly (readonly string[])[] {
  return markdown
    .split(/\n\n/)
    .map((part) => [...part.matchAll(/^\| `?([A-Z][A-Z0-9_]+)`? \|/gm)].map(([, code]) => code as string))
    .filter((table) => table.length > 0);
}

function codesIn(file: string, text: string): readonly ThrownCode[] {
  const found: ThrownCode[] = [];
  new Visitor({
    NewExpression(node) {
      if (node.callee.type !== 'Identifier' || !node.callee.name.endsWith('Error')) return;
      const failure = node.arguments[0];
      if (failure?.type !== 'ObjectExpression') return;
      const place = `${file}:${text.slice(0, node.start).split('\n').length}`;
      const property = failure.properties.find(
        (one) => one.type === 'Property' && one.key.type === 'Identifier' && one.key.name === 'code',
      );
      const codes = property?.type === 'Property' ? literals(property.value) : [null];
      found.push(...codes.map((code) => ({ code, place })));
    },
  }).visit(parseSync(file, text).program);
  return found;
}

/** The strings that an expression can be, as far as it spells them out. */
function literals(node: unknown): readonly (string | null)[] {
  const expression = node as { type: string; value?: unknown; consequent?: unknown; alternate?: unknown };
  if (expression.type === 'Literal' && typeof expression.value === 'string') return [expression.value];
  if (expression.type === 'ConditionalExpression') {
    return [...literals(expression.consequent), ...literals(expression.alternate)];
  }
  return [null];
}
