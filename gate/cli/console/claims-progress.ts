import type { ClaimsProgress } from '../../collect/claims/claims-plan.ts';
import { judgeClaim } from '../../core/decide/judge-claim.ts';
import type { ClaimRegistry, ContrastMeasurement } from '../../core/model/claim.ts';
import { formatDuration } from '../../core/text/format-value.ts';
import type { PlannedTime } from '../planned-time.ts';
import type { Progress } from './progress.ts';

/** `48 measurements: about 6 min`. */
export function plannedText({ measurements, seconds, unknown }: PlannedTime): string {
  const count = measurements === 1 ? 'one measurement' : `${measurements} measurements`;
  if (unknown === measurements) return `${count}, never timed here before`;
  const more = unknown === 0 ? '' : `, and ${unknown} never timed here before`;
  return `${count}: about ${formatDuration(seconds)}${more}`;
}

/** Tells how the measuring of claims goes, and of each contrast what it took and what became of its claims. */
export function claimsProgress(progress: Progress, registry: ClaimRegistry): (event: ClaimsProgress) => void {
  let name = '';
  let began = performance.now();
  return (event) => {
    switch (event.phase) {
      case 'block':
        progress.live(`${name}: block ${event.number} of ${event.of}`, (performance.now() - began) / 1000);
        return;
      case 'measuring':
        name = event.net === null ? event.contrast : `${event.contrast} at net ${event.net}`;
        began = performance.now();
        progress.step(`${name} (${event.number} of ${event.of})`);
        return;
      case 'measured':
        progress.step(`  ${tookText(event.measurement)}: ${verdictsText(registry, event.measurement)}`);
        return;
      case 'unmeasured':
        progress.step(`  invalid: ${event.failure.reason}`);
        return;
      default:
        progress.step(event.phase);
    }
  };
}

/** `3.2 s, 1 look of 3`. */
function tookText({ seconds, looks }: ContrastMeasurement): string {
  const looked =
    looks.planned === 1 ? '' : `, ${looks.taken === 1 ? '1 look' : `${looks.taken} looks`} of ${looks.planned}`;
  return `${seconds.toFixed(1)} s${looked}`;
}

function verdictsText({ claims }: ClaimRegistry, measurement: ContrastMeasurement): string {
  return claims
    .filter(({ contrast }) => contrast === measurement.contrast)
    .map((claim) => `${claim.id} ${judgeClaim(claim, measurement).verdict}`)
    .join(', ');
}
