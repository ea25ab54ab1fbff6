import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { GateError } from '../core/model/gate-error.ts';

/** One JSON value of the input with the line it begins on, or the line that is none. */
export type InputDocument =
  | { readonly kind: 'value'; readonly line: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly line: number; readonly message: string };

/**
 * Reads JSON lines as they come; blank lines are passed over. An input whose first line is no JSON by itself is one
 * document that spans lines, and is read whole. Throws GateError INPUT_UNREADABLE where there is no such file.
 */
export async function* readDocuments(source: string, stdin: Readable): AsyncGenerator<InputDocument> {
  const input = source === '-' ? stdin : createReadStream(source);
  let number = 0;
  let isFirst = true;
  let whole: string[] | undefined;
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (whole !== undefined) {
        whole.push(line);
        continue;
      }
      if (line.trim() === '') continue;
      const document = parse(line, number);
      if (document.kind === 'error' && isFirst) whole = [line];
      else yield document;
      isFirst = false;
    }
  } catch (cause) {
    throw new GateError({
      code: 'INPUT_UNREADABLE',
      message: `${source} could not be read.`,
      advice: 'Check the path; "-" is standard input.',
      cause,
    });
  }
  if (whole !== undefined) yield* unfold(whole, number - whole.length + 1);
}

/** Lines that begin with no document of their own: one document over all of them, else each line by itself. */
function* unfold(lines: readonly string[], firstLine: number): Generator<InputDocument> {
  const whole = parse(lines.join('\n'), firstLine);
  if (whole.kind === 'value') {
    yield whole;
    return;
  }
  for (const [index, line] of lines.entries()) {
    if (line.trim() !== '') yield parse(line, firstLine + index);
  }
}

function parse(text: string, line: number): InputDocument {
  try {
    return { kind: 'value', line, value: JSON.parse(text) };
  } catch {
    return { kind: 'error', line, message: 'this line is no JSON document' };
  }
}
