/** Left out at the start of an open load, while programs start and the JIT warms up. */
export const LEAD_SECONDS = 3;
const JUDGED_SECONDS = 9;

/** The requests of both: their names say it all, so no method is told of each. */
const REQUESTS = `
export default function () {
  http.get(__ENV.BASE_URL + '/users/1', { tags: { name: 'GET /users/:id' } });
}`;

/** As fast as it goes, until it is stopped. */
export const CLOSED_SCRIPT = `
  import http from 'k6/http';
export const options = {
  scenarios: { load: { executor: 'constant-vus', vus: 20, duration: '10m', gracefulStop: '1s' } },
  systemTags: ['name', 'status', 'error_code', 'check'],
};${REQUESTS}`;

/** 1,000 requests a second. A threshold, which asks for nothing, makes k6's summary tell of the load without its lead. */
export const OPEN_SCRIPT = `
  import http from 'k6/http';
const steady = { executor: 'constant-arrival-rate', rate: 1000, timeUnit: '1s', preAllocatedVUs: 50, maxVUs: 200 };
export const options = {
  scenarios: {
    lead: { ...steady, duration: '${LEAD_SECONDS}s', gracefulStop: '0s' },
    load: { ...steady, startTime: '${LEAD_SECONDS}s', duration: '${JUDGED_SECONDS}s' },
  },
  thresholds: { 'http_req_duration{scenario:load}': [] },
  summaryTrendStats: ['p(50)', 'p(95)', 'count'],
  systemTags: ['name', 'status', 'scenario', 'error_code', 'check'],
};${REQUESTS}
export function handleSummary({ metrics }) {
  return { stdout: JSON.stringify(metrics['http_req_duration{scenario:load}'].values) };
}`;
