import { styleText } from 'node:util';
import { GateError } from '../../core/model/gate-error.ts';

/** One clear sentence, what to do now, and the cause in one line; never a stack trace. */
export function errorText(error: unknown, stream: NodeJS.WriteStream): string {
  const paint = (style: 'red' | 'dim', text: string): string => styleText(style, text, { stream });
  if (error instanceof GateError) {
    const cause = causeLine(error.cause);
    return [
      `${paint('red', `${error.code}:`)} ${error.message}`,
      `  ${error.advice}`,
      ...(cause === undefined ? [] : [paint('dim', `  cause: ${cause}`)]),
      '',
    ].join('\n');
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return [
    `${paint('red', 'INTERNAL:')} loadline met an error that it did not expect: ${what.split('\n')[0]}`,
    '  This is a defect of loadline. Please report it with the command that you ran.',
    ...(error instanceof Error && error.stack !== undefined ? [paint('dim', `  at ${firstFrame(error.stack)}`)] : []),
    '',
  ].join('\n');
}

function causeLine(cause: unknown): string | undefined {
  if (cause === undefined) return undefined;
  const line = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]?.trim();
  return line === '' ? undefined : line;
}

/** Where a defect was met, by file name and line only. */
function firstFrame(stack: string): string {
  return /([\w.-]+\.(?:ts|js|mjs):\d+)/.exec(stack)?.[1] ?? 'unknown';
}
