import { studentQuantile } from '../../gate/core/stats/student-t.ts';

/**
 * Slope of log y on log x by least squares, with its two-sided interval of 95 %: 0 where y does not depend on x, 1 where it is
 * proportional to it. All values above zero; needs three points and two different x.
 */
export function logSlope(points: readonly (readonly [x: number, y: number])[]): {
  readonly slope: number;
  readonly interval: readonly [number, number];
} {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  if (logs.length < 3 || !logs.flat().every(Number.isFinite))
    throw new RangeError('a slope needs three points above 0');
  const mean = (of: 0 | 1) => logs.reduce((sum, log) => sum + log[of], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const spread = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  if (spread === 0) throw new RangeError('a slope needs two different x');
  const slope = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const rest = logs.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  const half = studentQuantile(0.975, logs.length - 2) * Math.sqrt(rest / (logs.length - 2) / spread);
  return { slope, interval: [slope - half, slope + half] };
}
