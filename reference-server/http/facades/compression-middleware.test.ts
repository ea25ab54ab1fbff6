import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { systemClock } from '../../system-clock.ts';
import { Compressor } from '../compressor.ts';
import { CompressionMiddleware } from './compression-middleware.ts';

const report = { rows: Array.from({ length: 200 }, (_, id) => ({ id, name: `author ${id}` })) };
const text = JSON.stringify(report);

test('document 004: data are compressed by hand, and what that saved is told in percent and bytes', async () => {
  const settings = { isEnabled: true, minSizeBytes: 1024, excludePaths: [] };
  const compressionMiddleware = new CompressionMiddleware(new Compressor(settings, systemClock));
  expect(compressionMiddleware.getMetrics()).toEqual({ compressionRate: null, bytesSaved: 0 });
  const compressed = await compressionMiddleware.compress(report, 'brotli');
  expect(brotliDecompressSync(compressed).toString()).toBe(text);
  const { compressionRate, bytesSaved } = compressionMiddleware.getMetrics();
  expect(bytesSaved).toBe(text.length - compressed.length);
  expect(compressionRate).toBeCloseTo((100 * bytesSaved) / text.length, 9);
  expect(compressionRate).toBeGreaterThan(50);
  expect(gunzipSync(await compressionMiddleware.compress(text, 'gzip')).toString()).toBe(text);
  expect(inflateSync(await compressionMiddleware.compress(Buffer.from(text), 'deflate')).toString()).toBe(text);
});
