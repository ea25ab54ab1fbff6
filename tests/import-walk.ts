import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** One import of any form: static, type, `export … from`, dynamic, `import('…').Type`, `require`, `/// <reference>`. */
export interface Import {
  /** Path of the importing file from the root. */
  readonly file: string;
  readonly line: number;
  /**
   * What is imported: `./gate/core/model/series.ts` (a path from the root), `node:fs`, `zod`,
   * or `computed` where the program text does not say.
   */
  readonly target: string;
}

/** Imports of the given files (paths from `root`), in order. Throws when a file cannot be parsed. */
export function walkImports(root: string, files: readonly string[]): readonly Import[] {
  return files.flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')));
}

function importsOf(file: string, text: string): readonly Import[] {
  const found: Import[] = [];
  const add = (specifier: string | undefined, start: number) =>
    found.push({ file, line: lineAt(text, start), target: targetOf(file, specifier) });

  const { program, comments, errors } = parseSync(file, text);
  const error = errors[0];
  if (error !== undefined) throw new Error(`${file} cannot be parsed: ${error.message}`);
  for (const comment of comments) {
    const reference = /^\/\s*<reference\s+(?:path|types)\s*=\s*["']([^"']+)["']/.exec(comment.value);
    if (reference !== null) add(reference[1], comment.start);
  }
  new Visitor({
    ImportDeclaration: (node) => void add(node.source.value, node.start),
    ExportAllDeclaration: (node) => void add(node.source.value, node.start),
    ExportNamedDeclaration: (node) => node.source !== null && void add(node.source.value, node.start),
    ImportExpression: (node) => void add(literal(node.source), node.start),
    TSImportType: (node) => void add(literal(node.source), node.start),
    TSImportEqualsDeclaration: (node) =>
      node.moduleReference.type === 'TSExternalModuleReference' &&
      void add(node.moduleReference.expression.value, node.start),
    CallExpression(node) {
      if (node.callee.type !== 'Identifier') return;
      if (node.callee.name === 'require') add(literal(node.arguments[0]), node.start);
      if (node.callee.name === 'createRequire') add(undefined, node.start);
    },
  }).visit(program);
  return found;
}

/** Text of a string or of a template without holes. */
function literal(node: unknown): string | undefined {
  const expression = node as
    | { type?: string; value?: unknown; quasis?: { value: { cooked: string | null } }[] }
    | undefined;
  if (expression?.type === 'Literal' && typeof expression.value === 'string') return expression.value;
  if (expression?.type === 'TemplateLiteral' && expression.quasis?.length === 1) {
    return expression.quasis[0]?.value.cooked ?? undefined;
  }
  return undefined;
}

function targetOf(file: string, specifier: string | undefined): string {
  if (specifier === undefined) return 'computed';
  if (specifier.startsWith('.')) {
    const path = posix.join(posix.dirname(file), specifier);
    return path.startsWith('../') ? path : `./${path}`;
  }
  return isBuiltin(specifier) && !specifier.startsWith('node:') ? `node:${specifier}` : specifier;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
