import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BareBody } from './bare-server.ts';
import { serverEnvironment } from './config.ts';

/** One of the two servers that are compared, in a process of its own. */
export interface Side {
  readonly url: string;
  /** CPU time of the process since its start, in seconds, in all its threads. */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

/** The whole reference server as `npm start` runs it, lab included. */
export async function startReferenceServer(): Promise<Side & { l1Hits(): Promise<number> }> {
  const script = join(import.meta.dirname, '..', '..', 'reference-server', 'start.ts');
  const child = spawn(process.execPath, [script], { env: serverEnvironment(), stdio: ['pipe', 'pipe', 'inherit'] });
  const url = await listeningUrl(child);
  const counter = async (name: string) => {
    const response = await fetch(`${url}/metrics`, { headers: { accept: 'text/plain' } });
    const line = (await response.text()).split('\n').find((each) => each.startsWith(`${name} `));
    if (line === undefined) throw new TypeError(`/metrics has no ${name}`);
    return Number(line.slice(name.length));
  };
  return {
    url,
    cpuSeconds: () => counter('process_cpu_seconds_total'),
    l1Hits: () => counter('cache_hits_total{tier="l1"}'),
    stop: () => stop(child),
  };
}

/** A bare node:http server that sends the given body to everybody. */
export async function startBareServer(body: BareBody): Promise<Side> {
  const child = fork(join(import.meta.dirname, 'bare-server.ts'));
  const ask = async (message: unknown): Promise<number> => {
    child.send(message as object);
    const [answer] = await once(child, 'message');
    return Number(answer);
  };
  const port = await ask(body);
  return { url: `http://127.0.0.1:${port}`, cpuSeconds: () => ask('cpu'), stop: () => stop(child) };
}

async function listeningUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new TypeError('the server has no stdout');
  for await (const line of createInterface(child.stdout)) {
    const [, url] = /^listening on (\S+)$/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('the reference server ended before it listened');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
