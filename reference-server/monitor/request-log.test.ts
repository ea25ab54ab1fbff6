import { expect, test } from 'vitest';
import type { Logger } from '../ports.ts';
import { RequestLog } from './request-log.ts';

test('a slow answer is a warning, a critical one an error, and any other is nobody’s concern', () => {
  const logged: string[] = [];
  const write = (level: string) => (_fields: object, message: string) => void logged.push(`${level}: ${message}`);
  const log: Logger = { info: write('info'), warn: write('warn'), error: write('error') };
  const requests = new RequestLog({ slowRequestMs: 1_000, criticalRequestMs: 5_000 }, log);
  const route = requests.of('GET', '/api/opal/mappings');
  for (const durationMs of [1_000, 1_001, 5_000, 5_001]) {
    requests.record(route, { statusCode: 200, bodyBytes: 1, durationMs });
  }
  expect(logged).toEqual(['warn: slow request', 'warn: slow request', 'error: critical request']);
  expect(route.requests).toBe(4);
});
