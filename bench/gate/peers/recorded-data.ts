import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Pair } from '../../../gate/core/decide/judge-paired.ts';
import type { LabelledSeries } from '../score-detections.ts';

/** One recorded launch: `injectUs` of busy loop in the candidate, and per metric its pairs, in ms. */
export interface RecordedLaunch {
  readonly injectUs: number;
  readonly pairs: Readonly<Record<string, readonly Pair[]>>;
}

export function recordedLaunches(folder: string): readonly RecordedLaunch[] {
  const lines = readFileSync(join(folder, 'recorded-pairs.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

export function labelledSeries(folder: string): readonly LabelledSeries[] {
  const lines = gunzipSync(readFileSync(join(folder, 'labelled-series.jsonl.gz')));
  return lines
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
