import { expect, onTestFinished, test } from 'vitest';
import { ask } from '../testing/ask.ts';
import { parseExposition } from '../testing/exposition.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { startTestServer } from '../testing/test-server.ts';
import { AnswerTimes } from './answer-times.ts';

test('an answer that takes as long as a limit is within it', () => {
  const times = new AnswerTimes();
  for (const ms of [0, 5, 5.001, 20, 100, 500, 501]) times.record('l2', ms);
  const { l1, l2 } = times.getTotals();
  expect(l2.counts).toEqual([2, 2, 0, 1, 1, 1]);
  expect(l2.ms).toBeCloseTo(1_131.001);
  expect(l1.counts).toEqual([0, 0, 0, 0, 0, 0]);
});

test('an answer counts under the tier that held it and the time it took, a failure and other routes do not', async () => {
  const clock = new ManualClock();
  const server = await startTestServer({ clock });
  onTestFinished(() => server.app.close());
  const get = (path: string) => ask(server.url + path);
  const release = server.holdLoads();
  const slow = get('/items/a');
  await expect.poll(() => server.loads).toEqual(['a']);
  clock.advance(70);
  release();
  await slow;
  await get('/items/a'); // from the front
  await get('/items/a?other=spelling'); // from L1 by the router
  await get('/items/b');
  await get('/items/broken');
  await get('/plain');
  const { body } = await ask(`${server.url}/metrics`, { headers: { accept: 'text/plain' } });
  const samples = parseExposition(body.toString());
  const of = (tier: string, le: string) =>
    samples.get(`domain_cache_answer_seconds_bucket{domain="items",tier="${tier}",le="${le}"}`);
  expect(['0.005', '0.05', '0.1', '+Inf'].map((le) => of('miss', le))).toEqual([1, 1, 2, 2]);
  expect(['0.005', '+Inf'].map((le) => of('l1', le))).toEqual([2, 2]);
  expect(['l2', 'stale'].map((tier) => of(tier, '+Inf'))).toEqual([0, 0]);
  expect(samples.get('domain_cache_answer_seconds_sum{domain="items",tier="miss"}')).toBe(0.07);
  expect(samples.get('domain_cache_answer_seconds_count{domain="items",tier="miss"}')).toBe(2);
});
