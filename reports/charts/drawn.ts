import { draw } from './draw.ts';
import { linePlotSpec } from './line-plot-spec.ts';
import type { Chart } from './plot.ts';
import { FRAMES, type Frame, STROKES } from './theme.ts';

/** A chart as the template wants it. Large ones are drawn twice, for screens and for phones: a drawing scaled to a third cannot be read. */
export function drawn(chart: Chart) {
  const frames: readonly Frame[] = chart.size === 'third' ? [FRAMES.third] : [FRAMES[chart.size], FRAMES.phone];
  return {
    ...chart,
    legend: chart.legend.map((entry) => ({
      ...entry,
      color: STROKES[entry.style].color,
      dash: STROKES[entry.style].dash.join(' '),
    })),
    drawings: frames.map((frame) => ({ frame: frame.name, svg: draw(linePlotSpec(chart.plot, frame)) })),
  };
}
