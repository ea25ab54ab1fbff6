import { once } from 'node:events';
import { judgeDocument } from '../../core/decide/door.ts';
import { GateError } from '../../core/model/gate-error.ts';
import { usage } from '../arguments.ts';
import type { Command } from '../command.ts';
import { isSet } from '../option-values.ts';
import { type InputDocument, readDocuments } from '../read-documents.ts';

/** The door for recorded data: documents in, verdicts out, nothing measured. */
export const judge: Command = {
  name: 'judge',
  summary: 'judge recorded data: JSON documents in, one verdict a line out',
  usage: '--json FILE|-',
  positionals: 1,
  options: {
    json: { type: 'boolean', says: 'read one JSON document, or one a line, from FILE or - (standard input)' },
  },

  async run(options, [source], { stdin, stdout }) {
    if (!isSet(options, 'json') || source === undefined) {
      throw usage('"loadline judge" takes --json and a file, or - for standard input.', judge);
    }
    let count = 0;
    let faults = 0;
    for await (const document of readDocuments(source, stdin)) {
      const { line, isFault } = answer(document);
      count += 1;
      if (isFault) faults += 1;
      if (!stdout.write(`${JSON.stringify(line)}\n`)) await once(stdout, 'drain');
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
    return 0;
  },
};

function answer(document: InputDocument): { readonly line: unknown; readonly isFault: boolean } {
  if (document.kind === 'error') return { line: { line: document.line, error: document.message }, isFault: true };
  const judged = judgeDocument(document.value);
  if (judged.kind === 'verdict') return { line: judged.verdict, isFault: false };
  const { kind: _, message, ...id } = judged;
  return { line: { ...id, line: document.line, error: message }, isFault: true };
}
