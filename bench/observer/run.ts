/**
 * What measuring costs: `loadline run` against k6 as it comes, without output, of the same script on the same subject and machine.
 * Bars: at saturation (closed model) at least 0.9 of its throughput; at 1,000 requests a second nothing visible in p50 and p95,
 * that is, no interval that lies wholly above 1. Exits 1 where one is missed, and 3 where the machine is not left to us or too
 * unsteady to say anything.
 * Usage: node bench/observer/run.ts [pairs at 1,000/s] [pairs of ten turns at saturation]
 */
import { MOST_OTHERS } from './others.ts';
import { type PairedRatio, pairedRatio } from './paired-ratio.ts';
import { measureSaturation } from './saturation.ts';
import { measureSteadyLoad } from './steady-load.ts';
import { startSubject } from './subject-process.ts';

const LEAST_THROUGHPUT = 0.9;
/** Widest interval of the throughput that says something: a tenth of it is what measuring may cost. */
const WIDEST = 0.1;
const [steadyPairs = 8, saturationPairs = 25] = process.argv.slice(2).map(Number);
if (![steadyPairs, saturationPairs].every((count) => Number.isInteger(count) && count >= 2))
  throw new RangeError('at least 2 pairs of each are needed');

const subject = await startSubject();
try {
  const saturation = await measureSaturation(subject, saturationPairs);
  const steady = await measureSteadyLoad(subject, steadyPairs);
  const p50 = pairedRatio(steady.map(([bare, measured]) => [bare.p50, measured.p50]));
  const p95 = pairedRatio(steady.map(([bare, measured]) => [bare.p95, measured.p95]));
  const results = [
    report(
      'throughput at saturation',
      saturation,
      `at least ${LEAST_THROUGHPUT}`,
      saturation.interval[1] >= LEAST_THROUGHPUT,
    ),
    report('p50 at 1,000 requests/s', p50, 'an interval that reaches 1', p50.interval[0] <= 1),
    report('p95 at 1,000 requests/s', p95, 'an interval that reaches 1', p95.interval[0] <= 1),
  ];
  if (saturation.others > MOST_OTHERS) throw new Error('other programs used the machine at saturation');
  if (saturation.interval[1] - saturation.interval[0] > WIDEST) throw new Error('the machine is too unsteady');
  process.exitCode = results.every(Boolean) ? 0 : 1;
} catch (error) {
  console.error(String(error));
  process.exitCode = 3;
} finally {
  subject.stop();
}

function report(what: string, { ratio, interval, pairs }: PairedRatio, bar: string, isMet: boolean): boolean {
  const [from, until] = interval.map((bound) => bound.toFixed(3));
  console.log(
    `${what}: measured / bare ${ratio.toFixed(3)} [${from}, ${until}], ${pairs} pairs; bar: ${bar}: ${isMet ? 'met' : 'MISSED'}`,
  );
  return isMet;
}
