import { once } from 'node:events';
import { GateError } from '../core/model/gate-error.ts';
import type { CommandContext } from './command.ts';
import { readDocuments } from './read-documents.ts';

/** What becomes of one JSON value: lines of the answer, or why there is none. A value may hold several questions. */
export type Answer =
  | { readonly kind: 'answer'; readonly line: unknown }
  | { readonly kind: 'error'; readonly message: string; readonly id?: unknown };

/**
 * Streams documents in and answers out, one JSON line each, in order; what cannot be answered becomes a line with `error`.
 * Throws GateError INPUT_UNREADABLE, NO_DOCUMENTS, or at the end DOCUMENT_INVALID where there was such a line.
 */
export async function answerDocuments(
  source: string,
  { stdin, stdout }: Pick<CommandContext, 'stdin' | 'stdout'>,
  answer: (value: unknown) => Iterable<Answer>,
): Promise<void> {
  let count = 0;
  let faults = 0;
  const print = async (line: unknown): Promise<void> => {
    if (!stdout.write(`${JSON.stringify(line)}\n`)) await once(stdout, 'drain');
  };
  for await (const document of readDocuments(source, stdin)) {
    for (const answered of document.kind === 'error' ? [document] : answer(document.value)) {
      count += 1;
      if (answered.kind === 'answer') await print(answered.line);
      else {
        faults += 1;
        await print({ ...('id' in answered ? { id: answered.id } : {}), line: document.line, error: answered.message });
      }
    }
  }
  if (count === 0) {
    throw new GateError({
      code: 'NO_DOCUMENTS',
      message: `${source === '-' ? 'standard input' : source} holds no document.`,
      advice: 'Give one JSON document, or one a line; docs/statistics.md shows them.',
    });
  }
  if (faults > 0) {
    throw new GateError({
      code: 'DOCUMENT_INVALID',
      message: `${faults} of ${count} documents could not be judged; their lines say why.`,
      advice: 'Mend the documents whose line has an "error"; the others were judged.',
    });
  }
}
