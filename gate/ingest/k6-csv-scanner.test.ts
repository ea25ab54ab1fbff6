import fc from 'fast-check';
import { expect, test } from 'vitest';
import { K6CsvScanner } from './k6-csv-scanner.ts';

const HEADER = 'metric_name,timestamp,metric_value,name,extra_tags\n';

/** What the scanner makes of a text that comes in pieces of the given sizes, in turn. */
function scan(text: string, sizes: readonly number[] = [1 << 20]) {
  const samples: (readonly [metric: string, micros: number, value: number, tags: string])[] = [];
  const decoder = new TextDecoder();
  const scanner = new K6CsvScanner({
    header: (line) => decoder.decode(line).split(',').length - 1,
    wants: (line, from, until) => !decoder.decode(line.slice(from, until)).startsWith('unwanted'),
    sample: ({ bytes, metricFrom, metricUntil, micros, value, tagsFrom, tagsUntil }) => {
      const textOf = (from: number, until: number) => decoder.decode(bytes.slice(from, until));
      samples.push([textOf(metricFrom, metricUntil), micros, value, textOf(tagsFrom, tagsUntil)]);
      return true;
    },
  });
  const bytes = new TextEncoder().encode(text);
  for (let from = 0, piece = 0; from < bytes.length; piece += 1) {
    const size = sizes[piece % sizes.length] ?? 1;
    scanner.write(bytes.subarray(from, from + size));
    from += size;
  }
  scanner.end();
  const { lines, unreadable, isTruncated } = scanner;
  return { samples, lines, unreadable, isTruncated };
}

const LINES = [
  'http_req_duration,1795000000123456,1.500000,GET /a,',
  'iterations,1795000001000000,1.000000,,k=v',
  'render_time,1795000001000001,-0.250000,"two\nlines, ""quoted""",k=v&l=w',
  'data_sent,1795000002000000,123456789.125000,é,',
];

test('samples are read with their metric, time, value and tags', () => {
  const { samples, lines, unreadable, isTruncated } = scan(`${HEADER}${LINES.join('\n')}\n`);
  expect(samples).toEqual([
    ['http_req_duration', 1795000000123456, 1.5, 'GET /a,'],
    ['iterations', 1795000001000000, 1, ',k=v'],
    ['render_time', 1795000001000001, -0.25, '"two\nlines, ""quoted""",k=v&l=w'],
    ['data_sent', 1795000002000000, 123456789.125, 'é,'],
  ]);
  expect([lines, unreadable, isTruncated]).toEqual([5, 0, false]);
});

test('a metric that is not wanted is checked for its fields alone', () => {
  const { samples, unreadable } = scan(`${HEADER}unwanted,x,y,,\nunwanted,x\n${LINES[0]}\n`);
  expect([samples.length, unreadable]).toEqual([1, 1]);
});

test('it does not matter how the stream is cut', () => {
  const text = `${HEADER}${LINES.join('\n')}\ngarbage\n${LINES[2]}\ntorn,17950`;
  const whole = scan(text);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }), (sizes) => {
      expect(scan(text, sizes)).toEqual(whole);
    }),
  );
});

test('values are read as exactly as a parser does', () => {
  const value = fc.double({ min: -1e8, max: 1e8, noNaN: true }).map((number) => number.toFixed(6));
  fc.assert(
    fc.property(value, (text) => {
      expect(scan(`${HEADER}m,1795000000000000,${text},,\n`).samples[0]?.[2]).toBeCloseTo(Number(text), 12);
    }),
  );
});

test('seconds, milli- and nanoseconds are read as well', () => {
  const times = ['1795000000', '1795000000123', '1795000000123456', '1795000000123456000'];
  const { samples } = scan(HEADER + times.map((time) => `m,${time},1,,\n`).join(''));
  expect(samples.map(([, micros]) => micros)).toEqual([
    1795000000000000, 1795000000123000, 1795000000123456, 1795000000123456,
  ]);
});

test('a torn last line is no sample, and said to be torn', () => {
  expect(scan(`${HEADER}${LINES[0]}\n${LINES[1]}`)).toMatchObject({ lines: 2, unreadable: 0, isTruncated: true });
});

test.each([
  'garbage',
  '',
  'm,1795000000000000,1,a',
  'm,1795000000000000,1,a,b,c',
  'm,,1,a,',
  'm,1795000000000000,,a,',
  'm,17950x,1,a,',
  'm,1795000000000000,NaN,a,',
  'm,1795000000000000,1.2.3,a,',
  'm,1795000000000000,1e5,a,',
  'm,-5,1,a,',
  'm,1795000000000000,-,a,',
  '\u0000\u0001\u0002',
])('"%s" is counted as unreadable, and the lines around it are read', (line) => {
  const { samples, unreadable } = scan(`${HEADER}${LINES[0]}\n${line}\n${LINES[1]}\n`);
  expect([samples.length, unreadable]).toEqual([2, 1]);
});

test('a quote that is never closed costs its own line, not all that follow', () => {
  const { samples, unreadable } = scan(`${HEADER}m,1795000000000000,1,"open,\n${`${LINES[0]}\n`.repeat(1000)}`, [4096]);
  expect([samples.length, unreadable]).toEqual([1000, 1]);
});

test('a quote that a later line closes costs its own line, not those between', () => {
  const { samples, unreadable } = scan(`${HEADER}m,1795000000000000,1,"open\n${LINES[0]}\nm,1795000000000000,1,"b",\n`);
  expect([samples.length, unreadable]).toEqual([2, 1]);
});

test('a line of three megabytes is skipped without being kept', () => {
  const { samples, unreadable, isTruncated } = scan(`${HEADER}${'x'.repeat(3 << 20)}\n${LINES[0]}\n`, [65_536]);
  expect([samples.length, unreadable, isTruncated]).toEqual([1, 1, false]);
});
