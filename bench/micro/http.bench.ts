import { negotiateEncoding } from '../../reference-server/http/accept-encoding.ts';
import { CachedBody } from '../../reference-server/http/cached-body.ts';
import { Compressor } from '../../reference-server/http/compressor.ts';
import { matchesTag, weakTag } from '../../reference-server/http/entity-tag.ts';
import { RequestLog } from '../../reference-server/monitor/request-log.ts';
import { systemClock } from '../../reference-server/system-clock.ts';
import type { MicroSuite, MicroTask } from './micro-suite.ts';
import { samplePage } from './sample-page.ts';

const ACCEPTED = ['gzip, deflate, br, zstd', 'gzip, deflate, br', 'gzip;q=0.8, br;q=1.0, *;q=0.1', 'identity'] as const;

/** What an answer costs beside its data: compression, entity tags, negotiation, serialising. */
export async function createSuite(): Promise<MicroSuite> {
  const settings = { isEnabled: true, minSizeBytes: 1024, excludePaths: [] };
  const compressor = new Compressor(settings, systemClock);
  const page = samplePage(20);
  const small = Buffer.from(JSON.stringify(page));
  const large = Buffer.from(JSON.stringify(samplePage(70)));
  const tag = weakTag(small);
  const sent = `W/"another", ${tag}`;

  const requests = new RequestLog(
    { slowRequestMs: 1_000, criticalRequestMs: 5_000 },
    { info: () => {}, warn: () => {}, error: () => {} },
  );
  const metrics = requests.of('GET', '/api/users/:id');

  const encode = (encoding: 'br' | 'gzip' | 'zstd'): MicroTask => ({
    name: `compress 10 kB, ${encoding}`,
    kind: 'async',
    run: async (operations) => {
      let bytes = 0;
      for (let i = 0; i < operations; i += 1) bytes += (await compressor.encode(large, encoding)).length;
      return bytes;
    },
  });

  return {
    name: 'http',
    tasks: [
      encode('br'),
      encode('gzip'),
      encode('zstd'),
      sync('entity tag of 2.9 kB', () => weakTag(small).length),
      sync('match an entity tag', () => Number(matchesTag(sent, tag))),
      sync('negotiate an encoding', (i) => negotiateEncoding(ACCEPTED[i & 3]).best?.length ?? 0),
      sync('count a request', (i) => {
        requests.record(metrics, { statusCode: 200, bodyBytes: 2000, durationMs: i & 31 });
        return i;
      }),
      sync('body of a page of 20', () => CachedBody.ofJson(page).weight),
    ],
  };
}

/** A task that adds up a number that each operation makes. */
function sync(name: string, operation: (i: number) => number): MicroTask {
  return {
    name,
    kind: 'sync',
    run: (operations) => {
      let sum = 0;
      for (let i = 0; i < operations; i += 1) sum += operation(i);
      return sum;
    },
  };
}
