import type { Recorded } from '../recorded.ts';
import { type Judged, numbersOf, type Publication, publicationOf } from './publication.ts';

interface TestCase {
  readonly name: string;
  readonly state: Judged['state'];
  readonly verdict: string;
  readonly text: string;
}

/**
 * JUnit XML, as GitLab, Jenkins and Azure read it: a test case for the outcome and one for each metric that decides. What is open
 * (inconclusive, invalid) is skipped with its reason; an undecided outcome is skipped, too, and never passed.
 */
export function junit(record: Recorded): string {
  const publication = publicationOf(record);
  const { benchmark, subject, startedAt, seconds, id } = publication;
  const cases = casesOf(publication);
  const count = (state: Judged['state']) => cases.filter((one) => one.state === state).length;
  const time = seconds.toFixed(3);
  const totals = attributes({
    tests: cases.length,
    failures: count('failed'),
    errors: 0,
    skipped: count('open'),
    time,
  });
  const name = `${benchmark} on ${subject}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'loadline' })}${totals}>`,
    `  <testsuite${attributes({ name, id, timestamp: startedAt })}${totals}>`,
    ...cases.map((one) => testCase(one, `loadline.${name}`)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function casesOf(publication: Publication): readonly TestCase[] {
  const { outcome, sentence, problems, causes, sections } = publication;
  const state = ({ pass: 'passed', fail: 'failed', undecided: 'open' } as const)[outcome];
  const lines = causes.map(({ kind, what, size }) => `${kind} ${what}: ${size} per request`);
  return [
    { name: 'outcome', state, verdict: outcome, text: [sentence, ...problems, ...lines].join('\n') },
    ...sections
      .filter(({ isDecisive }) => isDecisive)
      .flatMap((section) =>
        section.judged.map((one) => ({
          name: one.name,
          state: one.state,
          verdict: one.verdict,
          text: [numbersOf(section, one), one.reason, ...one.warnings.map((warning) => `warning: ${warning}`)].join(
            '\n',
          ),
        })),
      ),
  ];
}

function testCase({ name, state, verdict, text }: TestCase, classname: string): string {
  const open = `    <testcase${attributes({ classname, name, time: 0 })}>`;
  const [summary = ''] = text.split('\n');
  const message = attributes({ message: `${verdict}: ${summary}` });
  if (state === 'failed') {
    return `${open}<failure${message}${attributes({ type: verdict })}>${escaped(text)}</failure></testcase>`;
  }
  if (state === 'open') return `${open}<skipped${attributes({ message: `${verdict}: ${text}` })}/></testcase>`;
  return `${open}<system-out>${escaped(text)}</system-out></testcase>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

/** Characters that XML 1.0 knows no way to write become a question mark. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
