import { expect, test } from 'vitest';
import { sampleHistory } from '../golden/sample-history.ts';
import { sampleLoad } from '../golden/sample-load.ts';
import { viewText } from '../golden/view-text.ts';
import { renderRunReport } from '../render-run-report.ts';
import { historySection } from './history-section.ts';
import { verdictBanner } from './verdict-banner.ts';
import { anchors } from './words.ts';

const load = sampleLoad({ seconds: 1 });
const met = { targets: load.targets.filter(({ verdict }) => verdict === 'met'), problems: [] };
const sentence = (record: typeof load): string => verdictBanner(record).sentence.replaceAll('\u00a0', ' ');

test('a run against history reads as in its golden file', async () => {
  const section = historySection({ ...load, history: sampleHistory() }, anchors());
  await expect(viewText(section ?? {})).toMatchFileSnapshot('../golden/history-view.txt');
});

test('a run that was not held against history says so', () => {
  expect(historySection(load, anchors())).toBeNull();
  expect(renderRunReport(load)).toContain('No history yet');
});

test('one reason that keeps every metric from a verdict is told once', () => {
  const history = sampleHistory();
  const comparison = { ...history.metrics[0]?.comparison, verdict: 'inconclusive', reason: 'no baseline yet' } as const;
  const open = history.metrics.map((metric) => ({
    ...metric,
    comparison: { ...metric.comparison, ...comparison, estimate: null, interval: null },
  }));
  const section = historySection({ ...load, history: { ...history, metrics: open } }, anchors());
  expect(section).toMatchObject({ primary: [], secondary: [] });
  expect(section?.facts[0]).toEqual({ label: 'no verdict', value: 'no baseline yet' });
});

test('where history made the outcome, the first sentence names its worst metric', () => {
  expect(sentence({ ...load, ...met, history: sampleHistory(), outcome: 'fail' })).toMatch(
    /^Against history, latency p95 of GET \/api\/users is worse by \+13\.2 % \(\+10\.4 to \+16\.1 %\), beyond its margin of 5 %\. All 6 targets are met\./,
  );
});

test('history that only is shown does not speak in the first sentence', () => {
  const shown = { ...sampleHistory(), isDecisive: false };
  expect(sentence({ ...load, ...met, history: shown, outcome: 'pass' })).not.toContain('history');
});

test('a missed target stands before what history says', () => {
  expect(sentence({ ...load, history: sampleHistory() })).toMatch(/^Latency p95 .* Against history, /);
});
