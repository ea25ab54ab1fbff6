/**
 * The network between the server and its services, in a process of its own: it is not stalled by what it slows down, and its CPU time
 * is not the server's. Takes `LineTarget`s by name as its one argument, sends the port of each, then sets a line for each
 * `ProxyOrder` and answers it. Ends when its parent does, and not by a signal that is meant for the whole group.
 */
import { seededRng } from '../seeded-rng.ts';
import { type LineState, type LineTarget, ProxiedLine } from './proxied-line.ts';

/** What the parent asks for. */
export interface ProxyOrder {
  readonly id: number;
  readonly line: string;
  readonly state: LineState;
}

/** `error`: why it could not be done. */
export interface ProxyAnswer {
  readonly id: number;
  readonly error?: string;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

// Written by our parent.
const targets = JSON.parse(process.argv[2] ?? '{}') as Record<string, LineTarget>;
const lines = new Map<string, ProxiedLine>();
for (const [name, target] of Object.entries(targets)) lines.set(name, await ProxiedLine.open(target, seededRng(1)));
process.on('message', ({ id, line, state }: ProxyOrder) => {
  const answer = (error?: unknown) =>
    process.send?.({ id, ...(error === undefined ? {} : { error: String(error) }) } satisfies ProxyAnswer);
  lines
    .get(line)
    ?.set(state)
    .then(() => answer(), answer);
});
// At once, and for sure: Node may turn for ever while it tidies up handles that still write, and there is nothing to tidy up.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.send?.(Object.fromEntries([...lines].map(([name, { port }]) => [name, port])));
