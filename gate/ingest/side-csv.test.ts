import { expect, test } from 'vitest';
import { ANY_HOST } from './route-name.ts';
import { SideAnswers } from './side-answers.ts';
import { createSideCsvIngest } from './side-csv.ts';

const HEADER = 'metric_name,timestamp,metric_value,name,status,scenario,error_code,check,extra_tags,metadata\n';
const START = 1_795_000_000;

function line(metric: string, atSeconds: number, value: number, side: string | null, status = '200'): string {
  const micros = Math.round((START + atSeconds) * 1e6);
  const tags = metric === 'http_req_duration' ? `GET /a,${status},load,,` : ',,load,,';
  return `${metric},${micros},${value.toFixed(6)},${tags},${side === null ? '' : `zone=b&side=${side}`},\n`;
}

function ingestOf(lines: readonly string[], answers = new SideAnswers()) {
  const ingest = createSideCsvIngest({ watch: [], metrics: new Map(), hosts: ANY_HOST, blockSeconds: 2, answers });
  ingest.write(new TextEncoder().encode(HEADER + lines.join('')));
  return ingest;
}

const latency = ({
  series,
}: {
  readonly series: readonly { readonly name: string; readonly route: string | null }[];
}) => series.find(({ name, route }) => name === 'latency' && route === null);

test('samples go to the side that they name, in blocks that begin with the first second of both', () => {
  const ingest = ingestOf([
    line('http_req_duration', 0.4, 1, 'candidate'),
    line('http_req_duration', 2.1, 2, 'baseline'),
    line('http_req_duration', 3.9, 3, 'baseline'),
    line('http_req_duration', 5, 4, 'candidate'),
  ]);
  const { baseline, candidate, requestsOfNobody } = ingest.end();
  expect(latency(baseline)).toMatchObject({ blocks: [{ at: 2, count: 2, sum: 5 }] });
  expect(latency(candidate)).toMatchObject({
    blocks: [
      { at: 0, count: 1 },
      { at: 4, count: 1 },
    ],
  });
  expect([baseline.startedAtMs, baseline.blockSeconds]).toEqual([START * 1000, 2]);
  expect(candidate.startedAtMs).toBe(baseline.startedAtMs);
  expect(requestsOfNobody).toBe(0);
});

test('dropped iterations are those of both; requests of no side are counted and belong to none; set-up is neither', () => {
  const setup = line('http_req_duration', 0, 1, null).replace(',load,', ',,');
  const { baseline, candidate, requestsOfNobody } = ingestOf(
    [
      setup,
      line('http_req_duration', 0.5, 1, 'baseline'),
      line('http_req_duration', 0.6, 1, 'left'),
      line('http_req_duration', 0.7, 1, null),
      line('dropped_iterations', 1, 3, null),
      line('iterations', 1, 1, 'candidate'),
      'no line of k6\n',
    ].concat(Array.from({ length: 2000 }, () => line('http_reqs', 1, 1, 'baseline'))),
  ).end();
  expect([baseline.requests, candidate.requests, requestsOfNobody]).toEqual([1, 0, 2]);
  expect([baseline.evidence.droppedIterations, candidate.evidence.droppedIterations]).toEqual([3, 3]);
  expect([baseline.evidence.iterations, candidate.evidence.iterations]).toEqual([0, 1]);
  expect([baseline.evidence.unreadable, candidate.evidence.unreadable]).toEqual([1, 1]);
});

test('a run of many blocks keeps both sides on the same ones', () => {
  const lines = Array.from({ length: 1300 }, (_, second) =>
    line('http_req_duration', second, 1, second % 2 ? 'baseline' : 'candidate'),
  );
  const { baseline, candidate } = ingestOf(lines).end();
  expect(baseline.blockSeconds).toBe(4);
  const starts = (side: object) =>
    (latency(side as Parameters<typeof latency>[0]) as unknown as { blocks: readonly { at: number }[] }).blocks.map(
      ({ at }) => at,
    );
  expect(starts(baseline)).toEqual(starts(candidate));
});

test('a status in fewer than 5 points more of the answers is a warning, in more it takes the latencies away', () => {
  const answersOf = (different: number) => {
    const answers = new SideAnswers();
    const lines = Array.from({ length: 4000 }, (_, index) => [
      line('http_req_duration', index / 100, 1, 'baseline'),
      line('http_req_duration', index / 100, 1, 'candidate', index < different ? '304' : '200'),
    ]).flat();
    ingestOf(lines, answers).end();
    return answers
      .problems()
      .map(({ severity, route, message }) => [
        severity,
        route,
        message.includes("status 304 in 0.0 % of the baseline's"),
      ]);
  };
  expect(answersOf(0)).toEqual([]);
  expect(answersOf(4)).toEqual([]);
  expect(answersOf(100)).toEqual([['warning', 'GET /a', true]]);
  expect(answersOf(400)).toEqual([
    ['invalid', 'GET /a', true],
    ['invalid', null, true],
  ]);
});

test('bytes of iterations that differ by chance are no difference', () => {
  const answers = new SideAnswers();
  const bytes = [200, 90_000, 300, 250];
  const lines = Array.from({ length: 4000 }, (_, index) =>
    line('data_received', index / 100, bytes[index % 4] ?? 0, index % 8 < 4 ? 'baseline' : 'candidate'),
  );
  ingestOf(lines, answers).end();
  expect(answers.problems()).toEqual([]);
  const doubled = new SideAnswers();
  ingestOf(
    Array.from({ length: 400 }, (_, index) =>
      line('data_received', index / 100, index % 2 ? 200 + (index % 5) : 400, index % 2 ? 'baseline' : 'candidate'),
    ),
    doubled,
  ).end();
  expect(doubled.problems()).toMatchObject([{ severity: 'warning', code: 'SIZES_DIFFER' }]);
});
