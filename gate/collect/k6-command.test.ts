import { expect, test } from 'vitest';
import { k6Environment } from './k6-command.ts';

test('k6 sees no variable of ours but harmless ones, calls nobody and downloads nothing', () => {
  const ours = { PATH: '/bin', SECRET: 'hush', K6_VUS: '9', K6_NO_USAGE_REPORT: 'false', HTTP_PROXY: 'http://x' };
  expect(k6Environment(ours, { BASE_URL: 'http://127.0.0.1:1' })).toEqual({
    PATH: '/bin',
    BASE_URL: 'http://127.0.0.1:1',
    GOGC: '1600',
    GOMEMLIMIT: expect.stringMatching(/^\d+B$/),
    K6_NO_USAGE_REPORT: 'true',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
  });
});

test('how often k6 collects garbage can be set by whoever passes it through', () => {
  expect(k6Environment({ GOGC: '50' }, {})).toMatchObject({ GOGC: '1600' });
  expect(k6Environment({}, { GOGC: '50' })).toMatchObject({ GOGC: '50' });
});
