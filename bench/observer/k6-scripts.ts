/** Loads that the observer is measured under. `closed`: as fast as it goes; `open`: 1,000 requests a second. */
export type Load = 'closed' | 'open';

const SCENARIOS: Readonly<Record<Load, string>> = {
  closed: `{ executor: 'constant-vus', vus: 20, duration: '5.5s', gracefulStop: '1s' }`,
  open: `{ executor: 'constant-arrival-rate', rate: 1000, timeUnit: '1s', duration: '5s', preAllocatedVUs: 50, maxVUs: 200 }`,
};

/** The script, for both sides: its names say it all, so no method is told of each request. Its summary is printed only in a run that has one. */
export function k6Script(load: Load): string {
  return `
    import http from 'k6/http';
    export const options = {
      scenarios: { load: ${SCENARIOS[load]} },
      summaryTrendStats: ['p(50)', 'p(95)', 'count'],
      systemTags: ['name', 'status', 'error_code', 'check'],
    };
    export default function () {
      http.get(__ENV.BASE_URL + '/users/1', { tags: { name: 'GET /users/:id' } });
    }
    export function handleSummary({ metrics }) {
      return { stdout: JSON.stringify(metrics.http_req_duration.values) };
    }`;
}

const ALWAYS = ['--quiet', '--no-color', '--log-format=json', '--no-thresholds'];

/** k6 with no output, as it comes. Where latency is compared it must tell its own, and pays for keeping it. */
export const BARE_ARGUMENTS: Readonly<Record<Load, readonly string[]>> = {
  closed: [...ALWAYS, '--summary-mode=disabled'],
  open: [...ALWAYS, '--summary-mode=compact'],
};
