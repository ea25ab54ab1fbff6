import { expect, test } from 'vitest';
import { judgeDocument } from '../core/decide/door.ts';
import { judge } from './commands/judge.ts';
import { commandHelp } from './help.ts';

test('the help of judge shows documents of every design as judge reads them', () => {
  const documents = [...commandHelp(judge).matchAll(/^ +(\{.*\})$/gm)].map(([, shown = '']) =>
    JSON.parse(shown.replaceAll(',…', '')),
  );
  expect(documents.map(({ design }) => design)).toEqual(['target', 'paired', 'history']);
  expect(documents.map((document) => judgeDocument(document).kind)).toEqual(['verdict', 'verdict', 'verdict']);
});
