import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

export interface ThrownCode {
  /** `null`: not spelled out in the file where the error is made, so that nobody could look it up. */
  readonly code: string | null;
  /** `GateError`; `null` for a line of text that begins with the code. */
  readonly errorClass: string | null;
  /** `gate/store/file-store.ts:47`. */
  readonly place: string;
}

interface NamedFunction {
  readonly name: string;
  readonly parameters: readonly (string | null)[];
  readonly start: number;
  readonly end: number;
}

/**
 * Codes of the errors that these files make, in order: `new SomeError({ code: 'CODE', … })`, also where the code is a
 * parameter of a function whose calls in the same file spell it out; and texts that begin with `CODE:`.
 */
export function thrownCodes(root: string, files: readonly string[]): readonly ThrownCode[] {
  return files.flatMap((file) => codesIn(file, readFileSync(join(root, file), 'utf8')));
}

/** Codes in the first column of the tables of a Markdown text, by the title of their section. */
export function documentedCodes(markdown: string): Readonly<Record<string, readonly string[]>> {
  const sections = markdown.split(/^## /m).slice(1);
  return Object.fromEntries(
    sections.map((section) => [
      section.split('\n', 1)[0] ?? '',
      [...section.matchAll(/^\| `?([A-Z][A-Z0-9_]+)`? \|/gm)].map(([, code]) => code ?? ''),
    ]),
  );
}

function isInside(start: number, { start: from, end }: NamedFunction): boolean {
  return from < start && start < end;
}

function codesIn(file: string, text: string): readonly ThrownCode[] {
  const found: { code: string | null; errorClass: string | null; start: number }[] = [];
  const made: { code: unknown; errorClass: string; start: number }[] = [];
  const functions: NamedFunction[] = [];
  const calls: { name: string; words: readonly unknown[]; start: number }[] = [];
  const readText = (value: string, start: number) => {
    const code = /^([A-Z][A-Z_]{4,}):( |$)/.exec(value)?.[1];
    if (code !== undefined) found.push({ code, errorClass: null, start });
  };

  new Visitor({
    NewExpression(node) {
      const failure = node.arguments[0];
      if (node.callee.type !== 'Identifier' || !node.callee.name.endsWith('Error')) return;
      if (failure?.type !== 'ObjectExpression') return;
      const property = failure.properties.find(
        (one) => one.type === 'Property' && one.key.type === 'Identifier' && one.key.name === 'code',
      );
      const code = property?.type === 'Property' ? property.value : null;
      made.push({ code, errorClass: node.callee.name, start: node.start });
    },
    FunctionDeclaration(node) {
      const parameters = node.params.map((one) => (one.type === 'Identifier' ? one.name : null));
      functions.push({ name: node.id?.name ?? '', parameters, start: node.start, end: node.end });
    },
    CallExpression(node) {
      if (node.callee.type === 'Identifier')
        calls.push({ name: node.callee.name, words: node.arguments, start: node.start });
    },
    Literal: (node) => void (typeof node.value === 'string' && readText(node.value, node.start)),
    TemplateLiteral: (node) => void readText(node.quasis[0]?.value.cooked ?? '', node.start),
  }).visit(parseSync(file, text).program);

  /** What an expression inside the error made at `start` can be, as far as the file spells it out. */
  const codesOf = (node: unknown, start: number): readonly (string | null)[] => {
    const expression = node as {
      type?: string;
      value?: unknown;
      name?: string;
      consequent?: unknown;
      alternate?: unknown;
    };
    if (expression?.type === 'Literal' && typeof expression.value === 'string') return [expression.value];
    if (expression?.type === 'ConditionalExpression') {
      return [...codesOf(expression.consequent, start), ...codesOf(expression.alternate, start)];
    }
    const inside = functions.findLast((one) => isInside(start, one));
    const index = inside?.parameters.indexOf(expression?.name ?? null) ?? -1;
    const callsOfIt = calls.filter(
      ({ name, start: at }) => index >= 0 && name === inside?.name && !isInside(at, inside),
    );
    return callsOfIt.length === 0 ? [null] : callsOfIt.flatMap((call) => codesOf(call.words[index], call.start));
  };

  for (const { code, errorClass, start } of made) {
    for (const one of codesOf(code, start)) found.push({ code: one, errorClass, start });
  }
  return found
    .sort((one, other) => one.start - other.start)
    .map(({ code, errorClass, start }) => ({
      code,
      errorClass,
      place: `${file}:${text.slice(0, start).split('\n').length}`,
    }));
}
