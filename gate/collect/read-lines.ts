import type { Readable } from 'node:stream';

/** A longer line is cut: whoever prints one must not fill our memory. */
export const MAX_LINE_CHARACTERS = 1024 * 1024;

/** Lines of a stream of UTF-8 text, without their ends. Of a line longer than a million characters the beginning is kept. */
export async function* readLines(stream: Readable): AsyncGenerator<string> {
  stream.setEncoding('utf8');
  let rest = '';
  for await (const text of stream as AsyncIterable<string>) {
    const pieces = text.split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      yield append(rest, piece);
      rest = '';
    }
    rest = append(rest, last);
  }
  if (rest !== '') yield rest;
}

function append(rest: string, piece: string): string {
  return rest + piece.slice(0, MAX_LINE_CHARACTERS - rest.length);
}
