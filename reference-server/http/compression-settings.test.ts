import { expect, onTestFinished, test } from 'vitest';
import { seededRng } from '../seeded-rng.ts';
import { systemClock } from '../system-clock.ts';
import { ask } from '../testing/ask.ts';
import { startTestServer, type TestServerOptions } from '../testing/test-server.ts';
import { Compressor } from './compressor.ts';

const compression = { isEnabled: true, minSizeBytes: 1_024, excludePaths: [] };

/** An answer of a server that is set so: its length, and the encoding it came in. */
async function askOne(settings: TestServerOptions, encoding: string, path: string) {
  const server = await startTestServer(settings);
  onTestFinished(() => server.app.close());
  const { body, headers } = await ask(server.url + path, { headers: { 'accept-encoding': encoding } });
  return { bytes: body.length, encoding: headers['content-encoding'] };
}

test.each([
  ['br', 0, 11],
  ['zstd', 1, 19],
  ['gzip', 1, 9],
  ['deflate', 1, 9],
] as const)('%s is as hard at work as it is told', async (encoding, little, much) => {
  const rng = seededRng(1);
  const rows = Array.from({ length: 500 }, (_, id) => ({ id, name: `user ${Math.floor(rng.next() * 1e6)}` }));
  const bytes = Buffer.from(JSON.stringify(rows));
  const [quick, thorough] = await Promise.all(
    [little, much].map((level) => {
      const levels = { [encoding]: level };
      return new Compressor({ ...compression, levels }, systemClock).encode(bytes, encoding);
    }),
  );
  expect(thorough?.length).toBeLessThan(quick?.length ?? 0);
});

test.each(['/items/a', '/plain'])('the level of the settings is that of %s', async (path) => {
  const [quick, thorough] = await Promise.all(
    [0, 11].map((br) => askOne({ http: { compression: { ...compression, levels: { br } } } }, 'br', path)),
  );
  expect([quick?.encoding, thorough?.encoding]).toEqual(['br', 'br']);
  expect(thorough?.bytes).toBeLessThan(quick?.bytes ?? 0);
});

test('what is named is not compressed, cached or not', async () => {
  const excludePaths = ['/items/:id', '/plain'];
  const http = { compression: { ...compression, excludePaths } };
  expect((await askOne({ http }, 'br', '/items/a')).encoding).toBeUndefined();
  expect((await askOne({ http }, 'br', '/plain')).encoding).toBeUndefined();
  expect((await askOne({ http: { compression } }, 'br', '/plain')).encoding).toBe('br');
});
