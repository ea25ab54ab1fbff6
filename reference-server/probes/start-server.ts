import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { config } from './config.ts';

const script = fileURLToPath(new URL('../start.ts', import.meta.url));
const LAB_KEY = 'the key of a probe';
/** What stderr is looked at for. */
const TAIL = 2_000;

/** The reference server in a process of its own, with a lab. */
export interface ProbedServer {
  readonly url: string;
  readonly pid: number;
  /** Sent with requests of a variant. */
  headersOf(variant: string): Readonly<Record<string, string>>;
  /** Asks the lab. Rejects where it refuses. */
  order(method: 'PUT' | 'POST', path: string, body: object): Promise<unknown>;
  /** Headers of a viewer with a name: a client of its own to the admission queue. */
  viewer(name: string): Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

/** Starts it as claims do, on the probe's database and Redis; `undefined` takes a variable away. It ends with the probe, however that ends. */
export async function startServer(variables: Readonly<Record<string, string | undefined>>): Promise<ProbedServer> {
  const child = spawn(process.execPath, [script], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...config.environment, NODE_ENV: 'production', LOG_LEVEL: 'error', PORT: '0', LAB_KEY, ...variables },
  });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors = `${errors}${chunk}`.slice(-TAIL);
  });
  const ended = once(child, 'close');
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output = `${output}${chunk}`.slice(-TAIL);
      const [, address] = /^listening on (http:\S+)$/m.exec(output) ?? [];
      if (address !== undefined) resolve(address);
    });
    ended.then(() => reject(new Error(`the server did not start: ${errors}`)));
  });
  const order = async (method: string, path: string, body: object): Promise<unknown> => {
    const headers = { 'x-lab-key': LAB_KEY, 'content-type': 'application/json' };
    const response = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  return {
    url,
    pid: child.pid ?? 0,
    headersOf: (variant) => ({ 'x-lab-variant': variant, 'x-lab-key': LAB_KEY }),
    order,
    async viewer(name) {
      const answer = (await order('POST', '/lab/token', { role: 'viewer', subject: name })) as {
        readonly data: { readonly token: string };
      };
      return { authorization: `Bearer ${answer.data.token}` };
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}
