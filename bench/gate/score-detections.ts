/** A history with the change points that each annotator marked. */
export interface LabelledSeries {
  readonly id: string;
  readonly better: 'lower' | 'higher';
  readonly values: readonly number[];
  readonly marks: Readonly<Record<string, readonly number[]>>;
}

export interface DetectionScore {
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  readonly falsePer1000: number;
}

/** Runs by which a detection, or another annotator, may be off. */
const TOLERANCE = 5;

/**
 * Majority score: a place that more than half of the annotators marked is to be found; a detection near nobody's mark is false; one near the
 * mark of a minority counts neither way.
 */
export function scoreDetections(
  series: readonly LabelledSeries[],
  found: readonly (readonly number[])[],
): DetectionScore {
  let hits = 0;
  let misses = 0;
  let alarms = 0;
  let runs = 0;
  for (const [position, { marks, values }] of series.entries()) {
    const detections = [...(found[position] ?? [])];
    const everyMark = Object.values(marks).flat();
    for (const place of majorityOf(Object.values(marks))) {
      const nearest = nearestWithin(detections, place);
      if (nearest === null) misses += 1;
      else {
        hits += 1;
        detections.splice(nearest, 1);
      }
    }
    alarms += detections.filter(
      (detection) => !everyMark.some((mark) => Math.abs(mark - detection) <= TOLERANCE),
    ).length;
    runs += values.length;
  }
  const precision = hits / (hits + alarms);
  const recall = hits / (hits + misses);
  return {
    f1: (2 * precision * recall) / (precision + recall),
    precision,
    recall,
    falsePer1000: (alarms / runs) * 1000,
  };
}

/** Places within reach of a mark of more than half of the annotators, best supported first, none within reach of another. */
function majorityOf(annotators: readonly (readonly number[])[]): readonly number[] {
  const support = (place: number) =>
    annotators.filter((marks) => marks.some((mark) => Math.abs(mark - place) <= TOLERANCE)).length;
  const places = [...new Set(annotators.flat())]
    .map((place) => ({ place, support: support(place) }))
    .filter((one) => one.support > annotators.length / 2)
    .sort((one, other) => other.support - one.support || one.place - other.place);
  const chosen: number[] = [];
  for (const { place } of places) {
    if (!chosen.some((other) => Math.abs(other - place) <= TOLERANCE)) chosen.push(place);
  }
  return chosen;
}

function nearestWithin(detections: readonly number[], place: number): number | null {
  const distances = detections.map((detection) => Math.abs(detection - place));
  const least = Math.min(...distances);
  return least <= TOLERANCE ? distances.indexOf(least) : null;
}
