import { request } from 'node:http';
import type { Net } from '../../core/model/claim.ts';
import { type LabTotals, parseLabTotals } from '../../ingest/block-counts.ts';

/** Opening pools and waiting for schemas may take a while. */
const DEADLINE_MS = 120_000;

/** Why a lab did not do what it was asked for; caught where a contrast is measured, whose claims are then invalid. */
export class LabRefusal extends Error {}

/** The lab of a subject (docs/claims.md): what claims need of a service to switch its features while it runs. */
export interface Lab {
  /** Sent with every request of a variant. */
  headersOf(id: string): Readonly<Record<string, string>>;
  /** Returns once all of them are ready. */
  declare(variants: Readonly<Record<string, unknown>>): Promise<void>;
  forget(): Promise<void>;
  /** Both sides ask at once, and are told by one answer. */
  totals(): Promise<LabTotals | null>;
  /** `services`: what is done to them besides. */
  setNetwork(net: Net, services: Readonly<Record<string, unknown>>): Promise<void>;
  /** The round-trip times that were achieved, by service, as the subject tells them. */
  roundTrips(): Promise<Readonly<Record<string, string>>>;
  token(role: string): Promise<string>;
}

export function labClient(origin: URL, key: string): Lab {
  const ask = (method: string, path: string, body?: unknown) => call({ origin, key, method, path, body });
  let asked: Promise<LabTotals | null> | null = null;
  return {
    headersOf: (id) => ({ 'x-lab-variant': id, 'x-lab-key': key }),
    async declare(variants) {
      await ask('PUT', '/lab/variants', variants);
    },
    async forget() {
      await ask('DELETE', '/lab/variants').catch(() => {});
    },
    totals() {
      asked ??= ask('GET', '/lab/variants')
        .then(parseLabTotals)
        .finally(() => {
          asked = null;
        });
      return asked;
    },
    async setNetwork(net, services) {
      await ask('PUT', '/lab/network', { net, redis: 'up', pg: 'up', ...services });
    },
    roundTrips: async () => achieved(await ask('GET', '/lab/network')),
    async token(role) {
      const answer: unknown = JSON.parse(await ask('POST', '/lab/token', { role }));
      const token = fieldOf(fieldOf(answer, 'data'), 'token');
      if (typeof token !== 'string') throw new LabRefusal(`the lab gives no token of the role ${role}`);
      return token;
    },
  };
}

function achieved(text: string): Readonly<Record<string, string>> {
  const ms = fieldOf(JSON.parse(text), 'achievedMs');
  if (typeof ms !== 'object' || ms === null) return {};
  return Object.fromEntries(
    Object.entries(ms).flatMap(([name, value]) =>
      typeof value === 'number' ? [[`round trip to ${name}`, `${Number(value.toPrecision(3))} ms`]] : [],
    ),
  );
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function call(asked: {
  readonly origin: URL;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}): Promise<string> {
  const { origin, key, method, path, body } = asked;
  const payload = body === undefined ? null : JSON.stringify(body);
  const headers = {
    'x-lab-key': key,
    connection: 'close',
    ...(payload === null ? {} : { 'content-type': 'application/json' }),
  };
  return new Promise((resolve, reject) => {
    const refuse = (why: string) => reject(new LabRefusal(`${method} ${path}: ${why}`));
    const sent = request(new URL(path, origin), { method, headers, agent: false, timeout: DEADLINE_MS }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(text);
        else refuse(`${status} ${text.slice(0, 200)}`);
      });
      response.on('error', (cause) => refuse(cause.message));
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', (cause) => refuse(cause.message));
    sent.end(payload);
  });
}
