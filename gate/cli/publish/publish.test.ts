import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { marked } from 'marked';
import { type SaxesAttributeNS, SaxesParser } from 'saxes';
import { afterAll, expect, test } from 'vitest';
import { HOSTILE, hostileRecord } from '../../../reports/golden/hostile-record.ts';
import { sampleClaims } from '../../../reports/golden/sample-claims.ts';
import { sampleLoad } from '../../../reports/golden/sample-load.ts';
import { sampleStress } from '../../../reports/golden/sample-stress.ts';
import { SAMPLES } from '../../../tests/store/sample-documents.ts';
import type { ComparisonVerdict } from '../../core/model/comparison.ts';
import type { ComparisonRecord, MetricComparison } from '../../core/model/comparison-record.ts';
import type { RunRecord } from '../../core/model/run-record.ts';
import type { Outcome } from '../../core/model/verdict.ts';
import { annotations } from './annotations.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { publish } from './publish.ts';

const folder = mkdtempSync(join(tmpdir(), 'loadline-publish-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RUN = sampleLoad({ seconds: 20 });
const GITHUB_LIMIT = 65_536;

function metric(verdict: ComparisonVerdict, name = 'latency.p95', route: string | null = null): MetricComparison {
  return {
    metric: name,
    route,
    unit: 'ms',
    better: 'lower',
    role: 'primary',
    margin: 0.05,
    baseline: 12,
    candidate: 13.1,
    comparison: {
      verdict,
      reason: 'four of five launches agree',
      estimate: 0.0917,
      interval: [0.06, 0.123],
      level: 0.95,
      mde: 0.021,
      n: 80,
      looks: 2,
      pValue: 0.001,
      warnings: [],
    },
    adjustedP: 0.002,
    launches: [0.09, 0.1],
  };
}

function comparison(outcome: Outcome, metrics: readonly MetricComparison[]): ComparisonRecord {
  return { ...SAMPLES.comparison('20261121T100000Z-compare-load-aaaaaa'), outcome, metrics };
}

function run(outcome: Outcome, targets = RUN.targets): RunRecord {
  return { ...RUN, outcome, targets };
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Elements of a document; throws where it is not well-formed. */
function elementsOf(xml: string): readonly Element[] {
  const elements: Element[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const values = Object.entries(attributes as Record<string, SaxesAttributeNS>).map(([key, { value }]) => [
      key,
      value,
    ]);
    elements.push({ name, attributes: Object.fromEntries(values) });
  });
  parser.write(xml).close();
  return elements;
}

const named = (elements: readonly Element[], name: string) => elements.filter((element) => element.name === name);

test('JUnit: a case for the outcome and one for each metric, failures with their numbers', () => {
  const record = comparison('fail', [
    metric('unchanged'),
    metric('regression', 'latency.p50'),
    metric('invalid', 'error-rate'),
  ]);
  const elements = elementsOf(junit(record));
  expect(named(elements, 'testsuite')[0]?.attributes).toMatchObject({ tests: '4', failures: '2', skipped: '1' });
  expect(named(elements, 'testcase').map(({ attributes }) => attributes.name)).toEqual([
    'outcome',
    'latency p50',
    'error rate',
    'latency p95',
  ]);
  expect(named(elements, 'failure')[1]?.attributes.message).toBe(
    'regression: baseline 12.0 ms, candidate 13.1 ms, change (+ is worse) +9.2 %, interval [+6.0, +12] %, margin 5 %, MDE 2.1 %, n 80',
  );
  expect(named(elements, 'skipped')[0]?.attributes.message).toMatch(/^invalid: .*four of five launches agree$/s);
});

test('JUnit: an undecided outcome without an open metric is not green either', () => {
  for (const record of [comparison('undecided', []), run('undecided', [])]) {
    const elements = elementsOf(junit(record));
    expect(named(elements, 'testsuite')[0]?.attributes).toMatchObject({ tests: '1', failures: '0', skipped: '1' });
  }
});

test('JUnit is well-formed whatever it is told, and says it', () => {
  const control = `${String.fromCharCode(0, 7, 0xffff)}\ud800 line\nbreak ]]> &amp;`;
  const record = comparison('fail', [metric('regression', 'latency.p95', `${HOSTILE}${control}`)]);
  const [, second] = named(elementsOf(junit(record)), 'testcase');
  expect(second?.attributes.name).toContain(HOSTILE);
  expect(second?.attributes.name).toContain('line\nbreak ]]> &amp;');
  expect(elementsOf(junit(hostileRecord())).length).toBeGreaterThan(5);
});

test('the check of well-formedness sees what is not', () => {
  expect(() => elementsOf('<a b="<"/>')).toThrow();
  expect(() => elementsOf('<a>\u0000</a>')).toThrow();
});

test('Markdown: the verdict comes first, undecided is said to be no pass', () => {
  expect(markdown(comparison('fail', [metric('regression')]))).toMatch(/^### ❌ fail: load on /);
  expect(markdown(comparison('pass', [metric('unchanged')]))).toMatch(/^### ✅ pass: /);
  for (const record of [comparison('undecided', [metric('inconclusive')]), run('undecided')]) {
    expect(markdown(record)).toMatch(/^### ❔ undecided: /);
    expect(markdown(record)).toContain('Undecided is no pass');
  }
});

test('Markdown shows every number of a metric with its interval', () => {
  const html = marked.parse(markdown(comparison('fail', [metric('regression', 'latency.p95', 'GET /a|b')])), {
    async: false,
  });
  const cells = [...html.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => decoded(cell));
  expect(cells.slice(0, 10)).toEqual([
    '❌',
    'regression',
    '<code>latency p95 of GET /a|b</code>',
    '12.0 ms',
    '13.1 ms',
    '+9.2 %',
    '[+6.0, +12] %',
    '5 %',
    '2.1 %',
    '80',
  ]);
});

test('a reason of many metrics is told once in Markdown', () => {
  const metrics = ['a', 'b', 'c', 'd'].map((route) => metric('invalid', 'latency.p95', route));
  const few = markdown(comparison('undecided', metrics.slice(0, 2)));
  expect(few).toContain(
    '- **invalid** <code>latency p95 of a</code>, <code>latency p95 of b</code>: four of five launches agree\n',
  );
  expect(markdown(comparison('undecided', metrics))).toContain(
    '- **invalid** 4 metrics: four of five launches agree\n',
  );
});

test('where the difference lies is told', () => {
  const ms = { baseline: 0.2, candidate: 0.22 };
  const functions = [{ name: 'sendRows|@ada', location: 'http/front.ts:41', ...ms }];
  const explanation = { phases: [], statements: [], commands: [], functions, gaps: [] };
  const record = { ...comparison('fail', [metric('regression')]), explanation };
  expect(decoded(markdown(record))).toContain(
    '| function | <code>sendRows|@\u200Bada (http/front.ts:41)</code> | 200 µs → 220 µs |',
  );
  expect(markdown(record)).not.toContain('|@');
  expect(junit(record)).toContain('function sendRows|@ada (http/front.ts:41): 200 µs → 220 µs per request');
});

test('Markdown from an attacker holds no element, link, picture, mention or reference of his', () => {
  const evil = [
    '](http://evil.example) ![x](http://evil.example/x.png) [a]: http://evil.example',
    '\\| <img src=x> | cell | `code` *bold* ~~gone~~',
    '@everyone #1 http://evil.example www.evil.example me@evil.example',
    'a\n\n# heading\n<!-- loadline: other -->\n</details>',
  ];
  const records = [
    hostileRecord(),
    comparison(
      'fail',
      evil.map((text) => metric('regression', text, text)),
    ),
    {
      ...comparison('fail', [metric('regression')]),
      subject: evil.join(' '),
      baseline: { ...SAMPLES.comparison('x').baseline, label: evil.join(' ') },
    },
  ];
  for (const record of records) {
    const text = markdown(record);
    const html = marked.parse(text, { async: false, gfm: true });
    const tags = new Set([...html.matchAll(/<\/?([a-z!][\w-]*)/gi)].map(([, tag = '']) => tag.toLowerCase()));
    const ours = [
      'h3',
      'p',
      'ul',
      'li',
      'strong',
      'code',
      'table',
      'thead',
      'tbody',
      'tr',
      'th',
      'td',
      'details',
      'summary',
    ];
    expect([...tags].filter((tag) => !ours.includes(tag))).toEqual([]);
    expect(text).not.toContain('<!--');
    expect(decoded(html)).not.toMatch(/@\w|#\d/);
  }
});

test('the same renderer makes an element of text that is not escaped', () => {
  expect(marked.parse(`| a |\n| - |\n| ${HOSTILE} |`, { async: false })).toContain('<script>');
});

test('Markdown stays below the limit of a comment, closes what it opened, and says that it was cut', () => {
  const metrics = Array.from({ length: 2000 }, (_, index) =>
    metric('regression', 'latency.p95', `GET /route/${index}`),
  );
  for (const role of ['primary', 'secondary'] as const) {
    const text = markdown(
      comparison(
        'fail',
        metrics.map((one) => ({ ...one, role })),
      ),
    );
    expect(text.length).toBeLessThan(GITHUB_LIMIT);
    expect(text).toContain('does not fit here');
    expect(text.split('<details>').length).toBe(text.split('</details>').length);
  }
  expect(markdown(comparison('fail', metrics.slice(0, 20)))).not.toContain('does not fit here');
});

test('annotations: one error for each metric that failed, in one line each, ten at most', () => {
  const text = annotations(
    comparison('fail', [metric('regression', 'latency.p95', 'GET /a,b:c 100%\n::error::x'), metric('unchanged')]),
    'load/a,b.js',
  );
  expect(text).toMatch(
    /^::error file=load\/a%2Cb\.js,line=1,title=[^:]+%3A regression::latency p95 of GET \/a,b:c 100%25%0A::error::x: baseline 12\.0 ms/,
  );
  expect(text.split('\n').length).toBe(2);
  const many = annotations(
    comparison(
      'fail',
      Array.from({ length: 30 }, () => metric('regression')),
    ),
    null,
  );
  expect(many.trimEnd().split('\n').length).toBe(10);
  expect(many).toContain('and 21 more');
});

test('annotations: undecided is one warning, a pass is silent, a failure without a failed metric is told', () => {
  expect(annotations(comparison('undecided', [metric('inconclusive')]), null)).toMatch(/^::warning title=/);
  expect(annotations(comparison('pass', [metric('unchanged')]), null)).toBe('');
  expect(annotations(run('fail', []), null)).toMatch(/^::error title=/);
});

function to(lines: string[]): NodeJS.WriteStream {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return stream as NodeJS.WriteStream; // no command asks a terminal's questions of it
}

test('publish writes what was asked for, and within a GitHub workflow its summary and annotations', async () => {
  const summary = join(folder, 'summary.md');
  const output = join(folder, 'output');
  writeFileSync(summary, 'before\n');
  const said: string[] = [];
  const environment = {
    isCi: true,
    isCheckOnly: false,
    sharedStore: undefined,
    all: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output, GITHUB_WORKSPACE: folder },
  };
  const record = comparison('fail', [metric('regression')]);
  await publish(
    record,
    { junit: 'out/junit.xml', markdown: 'comment.md' },
    { cwd: folder, environment, stderr: to(said) },
  );
  expect(readFileSync(join(folder, 'out/junit.xml'), 'utf8')).toBe(junit(record));
  expect(readFileSync(join(folder, 'comment.md'), 'utf8')).toBe(markdown(record));
  expect(readFileSync(summary, 'utf8')).toBe(`before\n${markdown(record)}\n`);
  expect(readFileSync(output, 'utf8')).toBe(`outcome=fail\nid=${record.id}\n`);
  expect(said.join('')).toMatch(/^::error /);
});

test('publish is silent elsewhere; a summary that cannot be written is told, a file that was asked for is an error', async () => {
  const said: string[] = [];
  const record = comparison('fail', [metric('regression')]);
  const elsewhere = {
    cwd: folder,
    environment: { isCi: false, isCheckOnly: false, sharedStore: undefined, all: {} },
    stderr: to(said),
  };
  await publish(record, {}, elsewhere);
  expect(said).toEqual([]);
  await publish(
    record,
    {},
    {
      ...elsewhere,
      environment: { isCi: true, isCheckOnly: false, sharedStore: undefined, all: { GITHUB_STEP_SUMMARY: folder } },
    },
  );
  expect(said.join('')).toMatch(/^What GitHub is told could not be written: /);
  writeFileSync(join(folder, 'file'), '');
  await expect(publish(record, { junit: 'file/junit.xml' }, elsewhere)).rejects.toMatchObject({
    code: 'STORE_NOT_WRITABLE',
  });
});

/** Text as a reader sees it. */
function decoded(html: string): string {
  return html
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

test('a stage that ended while it settled is told as not judged, and has no rate of 0', () => {
  const record = sampleStress();
  const [first] = record.capacity?.stages ?? [];
  if (first === undefined) throw new TypeError('the sample has no stage');
  const stage = { ...first.stage, name: 'short', until: first.stage.from + 4 };
  const settling = { ...record, capacity: { highestRate: null, stages: [{ ...first, stage, achievedRate: 0 }] } };
  for (const text of [junit(settling), markdown(settling)]) {
    expect(text).toMatch(/stage short was not judged.* it ended while it settled/);
    expect(text).not.toContain('at 0 /s');
  }
  expect(markdown(record)).toContain('at 99.8 /s');
});

test('measured claims are cases and rows, too: what is not confirmed is skipped or open, with its reason, and fails nothing', () => {
  const verdicts = sampleClaims.results.map(({ verdict }) => verdict);
  expect(new Set(verdicts)).toContain('refuted');
  const xml = junit(sampleClaims);
  const open = verdicts.filter((verdict) => verdict !== 'confirmed').length;
  expect(xml.match(/<testcase/g)).toHaveLength(verdicts.length + 1);
  expect(xml).not.toContain('<failure');
  expect(xml.match(/<skipped message="(refuted|not discriminating|inconclusive|invalid): /g)?.length).toBe(open);
  const text = markdown(sampleClaims);
  for (const { verdict, id } of sampleClaims.results) expect(text).toMatch(new RegExp(`\\| ${verdict} \\| .*${id}`));
});
