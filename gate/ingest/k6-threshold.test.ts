import { expect, test } from 'vitest';
import { parseK6Threshold } from './k6-threshold.ts';

function read(metric: string, expression: string) {
  const { watched, target } = parseK6Threshold(metric, expression);
  const { metric: name, below, above, note } = target;
  if (watched === null) return note;
  return below === undefined ? `${name} above ${above}` : `${name} below ${below}`;
}

test.each([
  ['http_req_duration', 'p(95)<500', 'http_req_duration.p95 below 500'],
  ['http_req_duration', 'p(99.9) <= 1.5e3', 'http_req_duration.p99.9 below 1500'],
  ['http_req_duration', ' avg<200 ', 'http_req_duration.mean below 200'],
  ['http_req_duration', 'med<.5', 'http_req_duration.p50 below 0.5'],
  ['http_req_duration', 'max<+1_000', 'http_req_duration.max below 1000'],
  ['http_req_duration', 'min>=-1', 'http_req_duration.min above -1'],
  ['http_req_duration', 'p(0)>1', 'http_req_duration.min above 1'],
  ['http_req_duration', 'p(100)<9', 'http_req_duration.max below 9'],
  ['http_req_failed', 'rate<0.01', 'http_req_failed.rate below 0.01'],
  ['checks', 'rate==1.0', 'checks.rate above 1'],
  ['checks', 'rate>=1', 'checks.rate above 1'],
  ['checks', 'rate>1', 'checks.rate above 1.0000000000000002'],
  ['http_req_failed', 'rate<0', 'http_req_failed.rate below -2.220446049250313e-16'],
  ['http_req_failed', 'rate===0', 'http_req_failed.rate below 0'],
  ['vus', 'value>5', 'vus.value above 5'],
  ['orders', 'count>100', 'orders.count above 100'],
  ['orders', 'count>=100', 'orders.count above 99'],
  ['orders', 'count<=5', 'orders.count below 6'],
  ['errors', 'count==0', 'errors.count below 1'],
  ['orders', 'count!=0', 'orders.count above 0'],
  ['http_req_duration{name:GET /a}', 'p(95)<5', 'http_req_duration{name:GET /a}.p95 below 5'],
  ['checks{check:is "ok"}', 'rate>0.9', 'checks{check:is "ok}.rate above 0.9'],
])('%s: %s is the target %s', (metric, expression, target) => {
  expect(read(metric, expression)).toBe(target);
});

test.each([
  ['orders', 'count==7'],
  ['checks', 'rate!=1'],
  ['vus', 'value===3'],
  ['http_req_duration', 'p(95)<Infinity'],
  ['http_req_duration', 'p95<5'],
  ['http_req_duration', ''],
])('%s: %s cannot be judged, and says so', (metric, expression) => {
  expect(read(metric, expression)).toContain(`${metric}: ${expression}: `);
});

test('a selector is read as k6 reads it: spaces and quotes trimmed, colons in values kept', () => {
  const threshold = parseK6Threshold('http_req_duration{ url:"http://h/a", scenario : steady }', 'p(95)<5');
  expect(threshold).toMatchObject({
    watched: {
      name: 'http_req_duration{url:http://h/a,scenario:steady}',
      metric: 'http_req_duration',
      selector: { url: 'http://h/a', scenario: 'steady' },
    },
  });
});
