import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { startReferenceServer } from '../capacity/reference-server.ts';
import { config } from './config.ts';
import type { PeerSetup } from './express-server.ts';

/** One of the two servers that are compared, in a process of its own. */
export interface Side {
  readonly url: string;
  /** CPU time of the process since its start, in seconds, in all its threads. */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

export async function startReference(environment: NodeJS.ProcessEnv): Promise<Side> {
  const { url, stop } = await startReferenceServer(environment);
  return {
    url,
    stop,
    async cpuSeconds() {
      const text = await (await fetch(`${url}/metrics`, { headers: { accept: 'text/plain' } })).text();
      const seconds = /^process_cpu_seconds_total ([\d.]+)/m.exec(text)?.[1];
      if (seconds === undefined) throw new TypeError('/metrics does not tell the CPU time');
      return Number(seconds);
    },
  };
}

export async function startPeer(setup: PeerSetup): Promise<Side> {
  const child = fork(join(import.meta.dirname, 'express-server.ts'), {
    env: config.peerEnvironment,
  });
  const ask = async (message: object): Promise<number> => {
    child.send(message);
    const [answer] = await once(child, 'message');
    return Number(answer);
  };
  const port = await ask(setup);
  return {
    url: `http://127.0.0.1:${port}`,
    cpuSeconds: () => ask({}),
    async stop() {
      const exit = once(child, 'exit');
      child.disconnect();
      await exit;
    },
  };
}
