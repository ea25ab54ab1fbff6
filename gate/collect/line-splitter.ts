/** A longer line is cut: whoever prints one must not fill our memory. */
export const MAX_LINE_CHARACTERS = 1024 * 1024;

/** Cuts text that comes in pieces into lines. What is longer than a million characters is handed on as its beginning. */
export function createLineSplitter(onLine: (line: string) => void): { push(text: string): void; end(): void } {
  let rest = '';
  const keep = (piece: string): void => {
    rest += piece.slice(0, MAX_LINE_CHARACTERS - rest.length);
  };
  const flush = (): void => {
    const line = rest;
    rest = '';
    onLine(line);
  };
  return {
    push(text) {
      const pieces = text.split('\n');
      const last = pieces.pop() ?? '';
      for (const piece of pieces) {
        keep(piece);
        flush();
      }
      keep(last);
    },
    end() {
      if (rest !== '') flush();
    },
  };
}
