import { connect } from 'node:net';
import type { SubjectConfig } from '../core/model/config.ts';
import { httpGet } from './http-get.ts';
import { hostOf, portOf, publicUrl } from './subject-url.ts';

const ANSWER_WITHIN_MS = 5_000;

export type Readiness = { readonly isReady: true } | { readonly isReady: false; readonly reason: string };

/** Where a subject is asked whether it can take load. */
function readyUrl(config: SubjectConfig, url: URL): string {
  return new URL(config.readyPath ?? '/', url).href;
}

/** The same for people to read: without the password that the address may hold. */
export function shownReadyUrl(config: SubjectConfig, url: URL): string {
  return publicUrl(new URL(readyUrl(config, url)));
}

/** Asks once. With a `readyPath` the answer must be 2xx; without one, any but a server error tells that somebody is there. */
export async function askReady(config: SubjectConfig, url: URL, signal: AbortSignal): Promise<Readiness> {
  try {
    const { status } = await httpGet(readyUrl(config, url), { deadlineMs: ANSWER_WITHIN_MS, signal });
    const isReady = config.readyPath === undefined ? status < 500 : status >= 200 && status < 300;
    return isReady ? { isReady } : { isReady, reason: `it answers ${status}` };
  } catch (cause) {
    return { isReady: false, reason: describeFailure(cause) };
  }
}

/** Whether somebody listens there already. */
export function isPortTaken(url: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: hostOf(url), port: portOf(url), timeout: ANSWER_WITHIN_MS });
    const answer = (isTaken: boolean) => {
      socket.destroy();
      resolve(isTaken);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}

function describeFailure(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'TimeoutError') return `no answer within ${ANSWER_WITHIN_MS / 1000} s`;
  const code = 'code' in cause ? String(cause.code) : '';
  if (code === 'EPROTO') return 'it does not speak TLS: is it http:// and not https://?';
  return code === 'ECONNREFUSED' ? 'connection refused' : cause.message || code;
}
