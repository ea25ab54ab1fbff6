import { draw } from './draw.ts';
import { forestPlotSpec } from './forest-plot-spec.ts';
import { linePlotSpec } from './line-plot-spec.ts';
import type { Chart } from './plot.ts';
import { FRAMES, type Frame, STROKES } from './theme.ts';

/** A chart as the template wants it. Large ones are drawn twice, for screens and for phones: a drawing scaled to a third cannot be read. */
export function drawn({ plot, ...chart }: Chart) {
  const frames: readonly Frame[] = chart.size === 'third' ? [FRAMES.third] : [FRAMES[chart.size], FRAMES.phone];
  return {
    ...chart,
    legend: chart.legend.map(({ marks = 'line', ...entry }) => ({
      ...entry,
      color: STROKES[entry.style].color,
      dash: STROKES[entry.style].dash.join(' '),
      isLine: marks === 'line' || marks === 'dotted line',
      isArea: marks === 'area',
      isCross: marks === 'crosses',
    })),
    drawings: frames.map((frame) => ({
      frame: frame.name,
      svg: draw('rows' in plot ? forestPlotSpec(plot, frame) : linePlotSpec(plot, frame)),
    })),
  };
}
