import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { environment } from '../../infra/config.ts';
import type { NetworkState } from '../../reference-server/lab/network.ts';

const script = fileURLToPath(new URL('../../reference-server/start.ts', import.meta.url));
const LAB_KEY = 'the lab key';

/** Small enough to be made in a second. */
const SMALL_SEED = {
  SEED_USERS: '1000',
  SEED_POSTS: '1000',
  SEED_TASKS: '1000',
  SEED_ACTIVITIES: '1000',
  SEED_EVENTS: '1000',
  SEED_LEARNERS: '100',
  SEED_LEARNING_EVENTS: '1000',
  SEED_METRICS: '1000',
};

/** The reference server as it is started by hand, with all its domains, in a process of its own; with a lab. */
export interface WholeServer {
  readonly url: string;
  /** Of a viewer. */
  readonly token: string;
  /** Of a viewer who has a name: a client of its own to the admission queue. */
  tokenOf(subject: string): Promise<string>;
  /** What stderr holds so far. */
  readonly log: () => string;
  /** PUT /lab/network: its answer. */
  putNetwork(state: Partial<NetworkState>): Promise<unknown>;
  stop(): Promise<void>;
}

export async function startWholeServer(variables: Readonly<Record<string, string>>): Promise<WholeServer> {
  const child = spawn(process.execPath, [script], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: environment().PATH, ...SMALL_SEED, LAB_KEY, ...variables },
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = once(child, 'close');
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const [, address] = /^listening on (http:\S+)$/m.exec(output) ?? [];
      if (address !== undefined) resolve(address);
    });
    ended.then(() => reject(new Error(errors)));
  });
  const order = async (method: string, path: string, body: object): Promise<unknown> => {
    const headers = { 'x-lab-key': LAB_KEY, 'content-type': 'application/json' };
    const response = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  const tokenOf = async (subject: string) => {
    const { data } = (await order('POST', '/lab/token', { role: 'viewer', subject })) as { data: { token: string } };
    return data.token;
  };
  const token = await tokenOf('viewer');
  return {
    url,
    token,
    tokenOf,
    log: () => errors,
    putNetwork: (state) => order('PUT', '/lab/network', state),
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
