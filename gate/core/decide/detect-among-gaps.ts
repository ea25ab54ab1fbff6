import type { Direction } from '../model/series.ts';
import { type ChangePoint, type Detection, detectChanges } from './detect.ts';

/** Changes of level in a history with gaps (`null`): the runs that have a value are looked at as neighbours; indices count all runs. */
export function detectAmongGaps(values: readonly (number | null)[], better: Direction): Detection {
  const places = values.flatMap((value, place) => (value === null ? [] : [{ value, place }]));
  const { changePoints, provisional, autocorrelated } = detectChanges(
    places.map(({ value }) => value),
    better,
  );
  const placed = (change: ChangePoint): ChangePoint => {
    const found = places[change.index];
    if (found === undefined) throw new RangeError(`there is no run ${change.index}`);
    return { ...change, index: found.place };
  };
  return { changePoints: changePoints.map(placed), provisional: provisional.map(placed), autocorrelated };
}
