import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../gate/cli/config.ts';
import { ask } from '../reference-server/testing/ask.ts';
import { parseExposition } from '../reference-server/testing/exposition.ts';
import { startFiveDomains } from '../reference-server/testing/five-domains.ts';

test('every counter that the config names is one that the reference server has', async () => {
  const loaded = await loadConfig(join(import.meta.dirname, '..'), undefined);
  const named = Object.entries(loaded?.config.subjects ?? {}).flatMap(([subject, { counters }]) =>
    Object.entries(counters?.series ?? {}).flatMap(([name, series]) => {
      const selectors = 'gauge' in series ? [series.gauge] : [...series.numerator, ...series.denominator];
      return selectors.map((selector) => ({ subject, name, selector }));
    }),
  );
  expect(named.length).toBeGreaterThan(100);
  const server = await startFiveDomains({ MONITORING_INTERVAL: '100' });
  onTestFinished(() => server.stop());
  const scrape = async () =>
    parseExposition((await ask(`${server.url}/metrics`, { headers: { accept: 'text/plain' } })).body.toString());
  // Of the machine there is nothing before the first sample.
  await expect.poll(async () => (await scrape()).has('system_cpu_usage'), { timeout: 10_000 }).toBe(true);
  const samples = await scrape();
  expect(named.filter(({ selector }) => !samples.has(selector))).toEqual([]);
}, 60_000);
