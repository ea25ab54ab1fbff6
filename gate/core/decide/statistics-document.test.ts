import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { calibrationOf } from './calibration.ts';
import { judgeDocument } from './door.ts';
import { detectDocument } from './door-detect.ts';
import { judgeAgainstHistory } from './judge-against-history.ts';
import { judgeComparison } from './judge-comparison.ts';
import { trendOf } from './judge-trend.ts';
import { withoutSize } from './paired-with-zero.ts';
import { documentedComparison, documentedRuns } from './tests/documented.ts';
import { madeEntry } from './tests/made-entry.ts';
import { MADE_PLAN } from './tests/made-launch.ts';

const PAGE = await readFile(new URL('../../../docs/statistics.md', import.meta.url), 'utf8');
const fenced = (kind: string) =>
  [...PAGE.matchAll(new RegExp(`\`\`\`json ${kind}\n(.*?)\`\`\``, 'gs'))].map((match) => JSON.parse(match[1] ?? ''));
const documents = fenced('document');
const answers = fenced('answer');

test('every example of docs/statistics.md is answered as the page says', () => {
  expect(documents.length).toBeGreaterThan(0);
  expect(answers.length).toBe(documents.length);
  documents.forEach((document, position) => {
    expect(JSON.parse(JSON.stringify(judgeDocument(document)))).toEqual({
      kind: 'verdict',
      verdict: answers[position],
    });
  });
});

test('every series of docs/statistics.md is read as the page says', () => {
  const series = fenced('series');
  const detections = fenced('detection');
  expect(series.length).toBeGreaterThan(0);
  expect(detections.length).toBe(series.length);
  series.forEach((one, position) => {
    expect(JSON.parse(JSON.stringify(detectDocument(one)))).toEqual({
      kind: 'detection',
      detection: detections[position],
    });
  });
});

const P50 = { metric: 'latency.p50', route: null };
const NOW = '2026-11-21T12:00:00.000Z';

/** Documents of a kind and what the page says of them, in pairs. */
function examples(kind: string, answer: string) {
  const asked = fenced(kind);
  const said = fenced(answer);
  expect(asked.length).toBeGreaterThan(0);
  expect(said.length).toBe(asked.length);
  return asked.map((document, position) => [document, said[position]] as const);
}

test('every comparison of docs/statistics.md is judged as the page says', () => {
  for (const [document, said] of examples('comparison', 'verdicts')) {
    const { metrics, outcome } = judgeComparison({ ...documentedComparison(document), problems: [] });
    const found = metrics.map(({ metric, comparison, adjustedP }) => ({
      metric,
      verdict: comparison.verdict,
      reason: comparison.reason,
      p: rounded(comparison.pValue),
      adjustedP: rounded(adjustedP),
    }));
    expect({ outcome, metrics: found }).toEqual(said);
  }
});

test('every run of docs/statistics.md is held against its history as the page says', () => {
  for (const [{ history, calibratorMs, candidate, candidateCalibratorMs }, said] of examples('run', 'judgement')) {
    const { judgement, needsConfirmation } = judgeAgainstHistory({
      history: documentedRuns(history, calibratorMs),
      candidate: madeEntry(90, candidate, { calibratorMs: candidateCalibratorMs }),
      confirmation: null,
      acceptances: [],
      primary: [P50],
      margin: 0.05,
      margins: {},
      spreads: {},
      now: NOW,
    });
    const [metric] = judgement.metrics;
    expect({
      needsConfirmation,
      calibrator: judgement.calibrator,
      verdict: metric?.comparison.verdict,
      reason: metric?.comparison.reason,
      estimate: rounded(metric?.comparison.estimate ?? null),
    }).toEqual(said);
  }
});

test('every trend of docs/statistics.md creeps as the page says', () => {
  for (const [{ values, margin }, said] of examples('trend', 'creep')) {
    const { anchor, creep, changePoints } = trendOf({
      entries: documentedRuns(values),
      acceptances: [],
      metric: P50,
      margin,
      now: NOW,
    });
    expect({ anchor, changePoints, verdict: creep?.verdict, reason: creep?.reason }).toEqual(said);
  }
});

test('every calibration of docs/statistics.md comes to what the page says', () => {
  for (const [{ comparisons, alarming }, said] of examples('identical', 'calibration')) {
    const entries = Array.from({ length: comparisons }, (_, position) => ({
      plan: MADE_PLAN,
      metrics: [
        {
          ...P50,
          unit: 'ms',
          better: 'lower' as const,
          role: 'primary' as const,
          margin: 0.05,
          baseline: 1,
          candidate: 1,
          comparison: withoutSize(position < alarming ? 'regression' : 'unchanged', '', 80, 0.95),
          adjustedP: null,
          launches: [],
        },
      ],
    }));
    const { falseAlarms, rateLowerBound, isAdvisory } = calibrationOf('this machine', entries);
    expect({ falseAlarms, rateLowerBound: rounded(rateLowerBound), isAdvisory }).toEqual(said);
  }
});

/** Three significant digits, as the page prints them. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(3));
}
