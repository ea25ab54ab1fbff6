import { check } from 'k6';
import exec from 'k6/execution';
import http, { type Params, type RefinedResponse, type ResponseType } from 'k6/http';
import type { Admission } from './token.ts';
import type { Trace, Visit } from './visit.ts';

type Answer = RefinedResponse<ResponseType>;

/** The function that k6 calls for each iteration: makes the visit that the trace has under the iteration's number. */
export function makeVisits(baseUrl: string, visitAt: Trace): (admission?: Admission) => void {
  return (admission) => {
    const visit = visitAt(exec.scenario.iterationInTest);
    const call: Call = { ...visit, url: baseUrl + visit.path, headers: headersOf(visit, admission) };
    if (visit.body !== null) publish(call);
    else if (visit.next === 'next page') readOn(call);
    else if (visit.next === 'reload') reload(call);
    else read(call);
  };
}

/** A visit on its way to a server. */
interface Call extends Visit {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

function headersOf({ acceptEncoding, needsToken }: Visit, admission?: Admission): Record<string, string> {
  const encoding = { 'Accept-Encoding': acceptEncoding };
  if (needsToken !== true) return encoding;
  if (admission === undefined) throw new Error('this visit needs a token: the scenario has no setup() that takes one');
  return { ...encoding, Authorization: `Bearer ${admission.token}` };
}

function read(call: Call): Answer {
  return expectStatus(http.get(call.url, params(call)), 200);
}

/** Reads the same again, as a browser does that has kept the first answer. */
function reload(call: Call): void {
  const etag = read(call).headers.Etag;
  if (etag === undefined) return;
  // Somebody may have published in between: then the answer is new.
  expectStatus(http.get(call.url, params(call, { 'If-None-Match': etag })), 304, 200);
}

function readOn(call: Call): void {
  const first = expectStatus(http.get(call.url, { ...params(call), responseType: 'text' }), 200);
  if (first.status !== 200) return;
  const cursor = first.json('pagination.nextCursor');
  if (typeof cursor !== 'string') return;
  const separator = call.path.includes('?') ? '&' : '?';
  expectStatus(http.get(`${call.url}${separator}cursor=${cursor}`, params(call)), 200);
}

function publish(call: Call): void {
  expectStatus(http.post(call.url, call.body, params(call, { 'Content-Type': 'application/json' })), 201);
}

function params(call: Call, more: Readonly<Record<string, string>> = {}): Params {
  return { tags: { name: call.route }, headers: { ...call.headers, ...more } };
}

function expectStatus(answer: Answer, ...statuses: readonly number[]): Answer {
  check(answer, { 'the status is the expected one': ({ status }) => statuses.includes(status) });
  return answer;
}
