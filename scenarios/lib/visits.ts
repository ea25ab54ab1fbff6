import { check } from 'k6';
import exec from 'k6/execution';
import http, { type Params, type RefinedResponse, type ResponseType } from 'k6/http';
import type { Settings } from './settings.ts';
import { traceOf, type Visit } from './trace.ts';

type Answer = RefinedResponse<ResponseType>;

/** Readers and writers of the site of posts. */
export function visitor({ baseUrl, seed, users, posts }: Settings): () => void {
  return makeVisits(baseUrl, traceOf(seed, { users, posts }));
}

/** The function that k6 calls for each iteration: makes the visit that the trace has under the iteration's number. */
export function makeVisits(baseUrl: string, visitAt: (iteration: number) => Visit<string>): () => void {
  return () => {
    const visit = visitAt(exec.scenario.iterationInTest);
    if (visit.body !== null) publish(baseUrl, visit);
    else if (visit.next === 'next page') readOn(baseUrl, visit);
    else if (visit.next === 'reload') reload(baseUrl, visit);
    else read(baseUrl, visit);
  };
}

function read(baseUrl: string, visit: Visit<string>): Answer {
  return expectStatus(http.get(baseUrl + visit.path, params(visit)), 200);
}

/** Reads the same again, as a browser does that has kept the first answer. */
function reload(baseUrl: string, visit: Visit<string>): void {
  const etag = read(baseUrl, visit).headers.Etag;
  if (etag === undefined) return;
  // Somebody may have published in between: then the answer is new.
  expectStatus(http.get(baseUrl + visit.path, params(visit, { 'If-None-Match': etag })), 304, 200);
}

function readOn(baseUrl: string, visit: Visit<string>): void {
  const first = expectStatus(http.get(baseUrl + visit.path, { ...params(visit), responseType: 'text' }), 200);
  if (first.status !== 200) return;
  const cursor = first.json('pagination.nextCursor');
  if (typeof cursor !== 'string') return;
  const separator = visit.path.includes('?') ? '&' : '?';
  expectStatus(http.get(`${baseUrl}${visit.path}${separator}cursor=${cursor}`, params(visit)), 200);
}

function publish(baseUrl: string, visit: Visit<string>): void {
  expectStatus(http.post(baseUrl + visit.path, visit.body, params(visit, { 'Content-Type': 'application/json' })), 201);
}

function params(visit: Visit<string>, headers: Readonly<Record<string, string>> = {}): Params {
  return { tags: { name: visit.route }, headers: { 'Accept-Encoding': visit.acceptEncoding, ...headers } };
}

function expectStatus(answer: Answer, ...statuses: readonly number[]): Answer {
  check(answer, { 'the status is the expected one': ({ status }) => statuses.includes(status) });
  return answer;
}
