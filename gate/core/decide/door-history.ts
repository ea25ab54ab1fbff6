import { bothEnds } from './both-ends.ts';
import { asList, asNumber, asWord, type Fields } from './document.ts';
import type { DoorVerdict } from './door.ts';
import { asMargin, DIRECTIONS } from './door-paired.ts';
import { judgeHistory } from './judge-history.ts';

/** Judges `{"design":"history","better":…,"margin":…,"history":[…],"candidate":x,"confirmation":y?}`. */
export function judgeHistoryDocument(fields: Fields): DoorVerdict {
  const { pValue: _, ...verdict } = judgeHistory({
    history: asList(fields.history, 'history').map((value, position) => asNumber(value, `history[${position}]`, 0)),
    candidate: asNumber(fields.candidate, 'candidate', 0),
    ...(fields.confirmation === undefined || fields.confirmation === null
      ? {}
      : { confirmation: asNumber(fields.confirmation, 'confirmation', 0) }),
    better: asWord(fields.better, 'better', DIRECTIONS),
    margin: asMargin(fields.margin),
  });
  return { ...verdict, level: bothEnds(verdict.level) };
}
