import type { Readable } from 'node:stream';

/** A log line that is longer is cut: whoever prints one must not fill our memory. */
const LONGEST_LINE = 1024 * 1024;

/** Lines of a stream of UTF-8 text, without their ends. Of a line with more than `longest` characters the beginning is kept. */
export async function* readLines(stream: Readable, longest = LONGEST_LINE): AsyncGenerator<string> {
  const append = (rest: string, piece: string): string => rest + piece.slice(0, longest - rest.length);
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
