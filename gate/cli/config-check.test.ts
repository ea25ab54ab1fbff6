import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkConfig } from './config-check.ts';
import { configSchema } from './config-schema.ts';

const base = { subjects: { mine: { url: 'http://127.0.0.1:8080' } } };
const withTarget = (target: object) => ({ ...base, profiles: { fast: [{ source: 'us', ...target }] } });

test('a small config is enough', () => {
  expect(checkConfig(base, 'c.ts')).toEqual(base);
});

test('a typo in the name of a metric is answered with the right name', () => {
  expect(() => checkConfig(withTarget({ metric: 'latncy.p95', below: 85 }), 'c.ts')).toThrow(
    /profiles.fast.0.metric: there is no series "latncy". Did you mean "latency"\?/,
  );
});

test.each([
  ['latency', /needs a statistic/],
  ['latency.p95x', /needs a statistic/],
  ['latency.p999', /needs a statistic/],
  ['latency.p100', /needs a statistic/],
  ['error-rate.p95', /has no statistics/],
  ['', /profiles.fast.0.metric/],
])('metric "%s" is refused', (metric, message) => {
  expect(() => checkConfig(withTarget({ metric, below: 1 }), 'c.ts')).toThrow(message);
});

test.each([
  [
    { primary: [{ metric: 'latency.p50' }, { metric: 'sql-per-reqest' }] },
    /compare.primary.1.metric: there is no series/,
  ],
  [{ margins: { 'latncy.p95': 0.1 } }, /compare.margins.latncy.p95: .* Did you mean "latency"\?/],
  [{ margin: 5 }, /compare.margin: /],
  [{ looks: [3, 3] }, /compare.looks: looks rise/],
  [{ scenario: 'lod' }, /compare.scenario: there is no scenario "lod". Did you mean "load"\?/],
])('what comparisons are planned by is checked: %j', (compare, message) => {
  const config = { ...base, scenarios: { load: { script: 'a.js' } }, compare };
  expect(() => checkConfig(config, 'c.ts')).toThrow(message);
});

test.each([
  [{ subject: 'min' }, /profiles.fast.subject: there is no subject "min". Did you mean "mine"\?/],
  [{ scenario: 'lod' }, /profiles.fast.scenario: there is no scenario "lod". Did you mean "load"\?/],
  [{ targets: [{ metric: 'latncy.p95', below: 1, source: 'us' }] }, /profiles.fast.targets.0.metric: there is no/],
  [{ senario: 'load' }, /profiles.fast: /],
])('what belongs to a profile is checked: %j', (profile, message) => {
  const config = { ...base, scenarios: { load: { script: 'a.js' } }, profiles: { fast: { targets: [], ...profile } } };
  expect(() => checkConfig(config, 'c.ts')).toThrow(message);
});

test.each([
  [[{ metric: 'latency.p95', below: 1 }], /profiles.fast.0.source: Invalid input: expected string/],
  [
    { targets: [{ metric: 'latency.p95', below: 1 }] },
    /profiles.fast.targets.0.source: Invalid input: expected string/,
  ],
  [{ scenario: 'load' }, /profiles.fast.targets: Invalid input: expected array/],
])('whatever shape a profile has, the faulty place in it is named: %j', (fast, message) => {
  expect(() => checkConfig({ ...base, profiles: { fast } }, 'c.ts')).toThrow(message);
});

test.each([
  [withTarget({ metric: 'latency.p95', belov: 85 }), /profiles.fast.0: .*"belov"\. Did you mean "below"\?/],
  [{ ...base, senarios: {} }, /the config: .*"senarios"\. Did you mean "scenarios"\?/],
  [{ subjects: { a: { url: 'x', readPath: '/' } } }, /subjects.a: .*"readPath"\. Did you mean "readyPath"\?/],
  [{ ...base, banana: 1 }, /Unrecognized key: "banana"\.$/],
])('a key that is not known is answered with the nearest one of that place: %j', (config, message) => {
  expect(() => checkConfig(config, 'c.ts')).toThrow(message);
});

test('a target needs exactly one limit', () => {
  expect(() => checkConfig(withTarget({ metric: 'latency.p95' }), 'c.ts')).toThrow(/exactly one of/);
  expect(() => checkConfig(withTarget({ metric: 'latency.p95', below: 1, above: 2 }), 'c.ts')).toThrow(
    /exactly one of/,
  );
});

test.each([[undefined], [null], [42], [{}], [{ subjects: { a: {} } }], [{ ...base, subject: {} }]])(
  '%j is no config',
  (input) => {
    expect(() => checkConfig(input, 'c.ts')).toThrow(/^c\.ts: /);
  },
);

test('counters of a subject are series that targets can speak of', () => {
  const counters = {
    path: '/metrics',
    series: { 'hit-rate': { numerator: ['hits'], denominator: ['reads'], unit: 'share', better: 'higher' } },
  };
  const config = {
    subjects: { mine: { ...base.subjects.mine, counters } },
    profiles: { fast: [{ metric: 'hit-rate', above: 0.8, source: 'us' }] },
  };
  expect(checkConfig(config, 'c.ts')).toEqual(config);
});

test('the published JSON Schema is the one that configs are checked by', async () => {
  const published: unknown = JSON.parse(
    await readFile(new URL('../../docs/config.schema.json', import.meta.url), 'utf8'),
  );
  expect(published).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(configSchema))));
});
