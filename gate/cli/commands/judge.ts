import { judgeDocument } from '../../core/decide/door.ts';
import { type Answer, answerDocuments } from '../answer-documents.ts';
import { usage } from '../arguments.ts';
import type { Command } from '../command.ts';
import { isSet } from '../option-values.ts';

/** The door for recorded data: documents in, verdicts out, nothing measured. */
export const judge: Command = {
  name: 'judge',
  summary: 'judge recorded data: JSON documents in, one verdict a line out',
  usage: '--json FILE|-',
  positionals: 1,
  options: {
    json: { type: 'boolean', says: 'read one JSON document, or one a line, from FILE or - (standard input)' },
  },

  async run(options, [source], context) {
    if (!isSet(options, 'json') || source === undefined) {
      throw usage('"loadline judge" takes --json and a file, or - for standard input.', judge);
    }
    await answerDocuments(source, context, (value) => [answer(value)]);
    return 0;
  },
};

function answer(value: unknown): Answer {
  const judged = judgeDocument(value);
  return judged.kind === 'verdict' ? { kind: 'answer', line: judged.verdict } : judged;
}
