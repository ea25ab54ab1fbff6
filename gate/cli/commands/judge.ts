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

  notes: [
    'A document holds what was measured; its design says how:',
    '  {"design":"target","quantile":0.95,"limit":85,"blocks":[{"requests":200,"over":7},…]}',
    '  {"design":"paired","better":"lower","margin":0.05,"launches":[{"pairs":[[0.25,0.27],…]},…]}',
    '  {"design":"history","better":"lower","margin":0.05,"history":[100,102,…],"candidate":112}',
    'Examples with their answers: docs/statistics.md of Loadline, "Example" and "The doors".',
  ],

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
