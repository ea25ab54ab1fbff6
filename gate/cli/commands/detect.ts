import { detectDocument, seriesOf } from '../../core/decide/door-detect.ts';
import { type Answer, answerDocuments } from '../answer-documents.ts';
import { usage } from '../arguments.ts';
import type { Command } from '../command.ts';
import { isSet } from '../option-values.ts';

/** The door for recorded histories: series in, change points out. */
export const detect: Command = {
  name: 'detect',
  summary: 'find change points in recorded histories: series in, one line each out',
  usage: '--json FILE|-',
  positionals: 1,
  options: {
    json: { type: 'boolean', says: 'read {"series":[…]}, or one series a line, from FILE or - (standard input)' },
  },

  notes: ['An example with its answer: docs/statistics.md of Loadline, "Change points".'],

  async run(options, [source], context) {
    if (!isSet(options, 'json') || source === undefined) {
      throw usage('"loadline detect" takes --json and a file, or - for standard input.', detect);
    }
    await answerDocuments(source, context, (value) => [...seriesOf(value)].map(answer));
    return 0;
  },
};

function answer(series: unknown): Answer {
  const found = detectDocument(series);
  return found.kind === 'detection' ? { kind: 'answer', line: found.detection } : found;
}
