import type { RunRecord } from '../../gate/core/model/run-record.ts';
import type { Series } from '../../gate/core/model/series.ts';
import { quantile } from '../../gate/core/stats/quantile.ts';
import { formatCount, formatValue } from '../../gate/core/text/format-value.ts';
import { judgedBlocks, judgedHistogram, judgedSums } from './run-series.ts';
import { metricWords } from './words.ts';

/** A series that no other part of the report shows: a metric of the script's own, a counter of one route. */
export interface FurtherMetric {
  readonly metric: string;
  readonly route: string;
  readonly values: string;
  readonly n: string;
}

const SHOWN = new Set(['latency', 'error-rate', 'throughput']);
const MOST_ROWS = 100;

export function furtherMetrics(record: RunRecord): readonly FurtherMetric[] {
  return record.measurement.series
    .filter((series) => !SHOWN.has(series.name) && (series.kind === 'distribution' || series.route !== null))
    .flatMap((series): readonly FurtherMetric[] => {
      const measured = summary(series, record);
      return measured === null ? [] : [{ metric: metricWords(series.name), route: series.route ?? '', ...measured }];
    })
    .slice(0, MOST_ROWS);
}

function summary(series: Series, record: RunRecord): { readonly values: string; readonly n: string } | null {
  switch (series.kind) {
    case 'distribution': {
      const histogram = judgedHistogram(series, record);
      if (histogram === null) return null;
      const percentiles = [0.5, 0.95, 0.99].map(
        (q) => `p${q * 100} ${formatValue(quantile(histogram, q), series.unit)}`,
      );
      return { values: percentiles.join(', '), n: formatCount(histogram.count) };
    }
    case 'ratio': {
      const sums = judgedSums(series, record);
      return sums === null ? null : { values: formatValue(sums.ratio, series.unit), n: '' };
    }
    case 'level': {
      const levels = judgedBlocks(series.blocks, record).map((block) => block.value);
      if (levels.length === 0) return null;
      const mean = levels.reduce((total, level) => total + level, 0) / levels.length;
      return { values: `mean ${formatValue(mean, series.unit)}`, n: formatCount(levels.length) };
    }
  }
}
