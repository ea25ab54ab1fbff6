import { afterEach, expect, test } from 'vitest';
import { checkFigure, checkShare } from './bar.ts';

afterEach(() => {
  process.exitCode = 0;
});

test('a bar is missed when the whole interval lies beyond it, and chance alone does not turn it red', () => {
  process.exitCode = 0;
  checkShare('false alarms', 6, 200, { most: 0.02 });
  checkFigure('figure', 1, { least: 1, most: 1 });
  expect(process.exitCode).toBe(0);
  checkShare('false alarms', 20, 200, { most: 0.02 });
  expect(process.exitCode).toBe(1);
  process.exitCode = 0;
  checkShare('power', 100, 200, { least: 0.9 });
  expect(process.exitCode).toBe(1);
  process.exitCode = 0;
  checkFigure('figure', 0.9, { least: 1 });
  expect(process.exitCode).toBe(1);
});
