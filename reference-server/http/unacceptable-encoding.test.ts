import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, json } from '../testing/ask.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.app.close());

const asking = (path: string, accepted: string) => ask(server.url + path, { headers: { 'accept-encoding': accepted } });

test.each(['identity;q=0, *;q=0', '*;q=0', 'gzip;q=0, identity;q=0', 'compress, identity;q=0'])(
  'Accept-Encoding: %s leaves nothing to answer with: 406, held or not, and the cache is not asked',
  async (accepted) => {
    for (const path of ['/items/a', '/items/short', '/plain']) {
      await asking(path, 'identity');
      const answer = await asking(path, accepted);
      expect([path, answer.status, answer.headers['content-encoding']]).toEqual([path, 406, undefined]);
      expect(json(answer)).toMatchObject({ error: { code: 'ENCODING_UNACCEPTABLE' } });
    }
    expect((await asking('/items/never', accepted)).status).toBe(406);
    expect(server.loads).not.toContain('never');
    // Not subject to encoding, and for those who look after the server.
    expect((await asking('/health', accepted)).status).toBe(200);
  },
);
