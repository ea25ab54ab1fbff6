import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

export interface Download {
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** An export as its client meets it. Reads without decoding, from the request to the last byte; `rows` are counted where there is one a line. */
export async function download(url: string, token: string, isCounting: boolean): Promise<Download> {
  const began = performance.now();
  const answer = await open(url, token);
  let bytes = 0;
  let rows = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (!isCounting) return;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1;
  });
  await once(answer, 'end');
  return { rows, bytes, seconds: (performance.now() - began) / 1000 };
}

/** The same for a client that takes 64 kB at a time and rests in between, and leaves in the middle after so many bytes. */
export async function dawdle(url: string, token: string, options: { bytes: number; restMs: number }): Promise<void> {
  const answer = await open(url, token);
  let taken = 0;
  for await (const chunk of answer) {
    taken += (chunk as Buffer).length;
    if (taken >= options.bytes) break; // which destroys the answer, and with it the connection
    await new Promise((resolve) => setTimeout(resolve, options.restMs));
  }
}

async function open(url: string, token: string): Promise<IncomingMessage> {
  const asked = request(url, { headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'identity' } });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}`);
  return answer;
}
