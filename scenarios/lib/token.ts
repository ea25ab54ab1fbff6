import http from 'k6/http';
import type { Settings } from './settings.ts';

/** What `setup()` hands to the visits. */
export interface Admission {
  readonly token: string;
}

/** A day: longer than any run. */
const seconds = 86_400;

/**
 * Gets a token from the server's lab, for what is answered to holders of one only. For `setup()`, whose requests are no load.
 * Throws, which ends k6, where there is none to be had.
 */
export function takeToken({ baseUrl, labKey }: Settings): Admission {
  if (labKey === '')
    throw new Error("LAB_KEY is missing: audit events need a token, which the server's lab gives to its key");
  const answer = http.post(`${baseUrl}/lab/token`, JSON.stringify({ role: 'viewer', seconds }), {
    headers: { 'Content-Type': 'application/json', 'x-lab-key': labKey },
    responseType: 'text',
    tags: { name: 'POST /lab/token' },
  });
  const token = answer.status === 200 ? answer.json('data.token') : undefined;
  if (typeof token === 'string') return { token };
  throw new Error(`POST /lab/token answered ${answer.status}: is LAB_KEY the key that the server was started with?`);
}
