import { styleText } from 'node:util';

/**
 * Tells how a run goes: steps stay, the live line is rewritten in place on a terminal and left out elsewhere,
 * where one plain line every ten seconds shows that the run is alive.
 */
export interface Progress {
  step(text: string): void;
  live(text: string, elapsedSeconds: number): void;
  end(): void;
}

const PLAIN_INTERVAL_SECONDS = 10;

export function createProgress(stream: NodeJS.WriteStream, isLive: boolean): Progress {
  let isLineOpen = false;
  let nextPlain = PLAIN_INTERVAL_SECONDS;
  const clear = (): void => {
    if (isLineOpen) stream.write('\r\x1b[K');
    isLineOpen = false;
  };
  return {
    step(text) {
      clear();
      nextPlain = PLAIN_INTERVAL_SECONDS;
      stream.write(`${styleText('dim', '·', { stream })} ${text}\n`);
    },
    live(text, elapsedSeconds) {
      if (isLive) {
        stream.write(`\r\x1b[K  ${text.slice(0, Math.max(20, (stream.columns ?? 80) - 3))}`);
        isLineOpen = true;
      } else if (elapsedSeconds >= nextPlain) {
        nextPlain = Math.floor(elapsedSeconds / PLAIN_INTERVAL_SECONDS + 1) * PLAIN_INTERVAL_SECONDS;
        stream.write(`  ${text}\n`);
      }
    },
    end: clear,
  };
}
