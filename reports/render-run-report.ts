import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { RunRecord } from '../gate/core/model/run-record.ts';
import type { Outcome } from '../gate/core/model/verdict.ts';
import { draw } from './charts/draw.ts';
import { linePlotSpec } from './charts/line-plot-spec.ts';
import type { Chart } from './charts/plot.ts';
import { FRAMES, type Frame, STROKES } from './charts/theme.ts';
import { type RunReportView, runReportView } from './view/run-report-view.ts';
import { outcomeIcon } from './view/words.ts';

const templates = new URL('templates/', import.meta.url);
/** The icon of a tab has no style sheet to take its colour from. */
const OUTCOME_COLORS: Readonly<Record<Outcome, string>> = { pass: '#17713f', fail: '#b3202c', undecided: '#855400' };

const css = ['colors', 'page', 'verdict', 'tables', 'charts', 'screens']
  .map((name) => template(`${name}.css`))
  .join('')
  .trim();
const handlebars = Handlebars.create();
for (const file of readdirSync(templates)) {
  if (file.endsWith('.hbs')) handlebars.registerPartial(file.slice(0, -'.hbs'.length), template(file).trim());
}
const page = handlebars.compile('{{> run-report}}');

/**
 * The report of a run: one HTML page that needs nothing but itself. It holds no script, and its policy allows none; all
 * text of the record is escaped. The same record gives the same bytes.
 */
export function renderRunReport(record: RunRecord): string {
  const view = runReportView(record);
  const titles = titlesOf(view);
  const isThere: Readonly<Record<string, boolean>> = {
    capacity: view.capacity !== null,
    targets: view.targets.length > 0 || view.capacity === null,
    routes: view.routes !== null,
    'over-time': view.timeCharts.length > 0,
    shares: view.shareCharts.length > 0,
    failures: view.failures.rows.length + view.checks.length + view.scriptErrors.length > 0,
    resources: view.resourceCharts.length > 0,
    'by-route': view.routeCharts.length > 0,
    further: view.furtherMetrics.length > 0,
  };
  const charts = (list: readonly Chart[]) => list.map(drawn);
  return page({
    ...view,
    timeCharts: charts(view.timeCharts),
    shareCharts: charts(view.shareCharts),
    resourceCharts: charts(view.resourceCharts),
    routeCharts: charts(view.routeCharts),
    isLoad: view.kind === 'load',
    isThere,
    titles,
    contents: Object.entries(titles).flatMap(([anchor, title]) =>
      isThere[anchor] === false ? [] : [{ anchor, title }],
    ),
    outcomeIcon: outcomeIcon(view.banner.outcome),
    icon: iconOf(view.banner.outcome),
    css,
    policy: `default-src 'none'; style-src 'sha256-${createHash('sha256').update(css).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'`,
  });
}

/** Titles of the sections, by anchor, in their order on the page. */
function titlesOf(view: RunReportView): Readonly<Record<string, string>> {
  return {
    problems: 'Validity',
    capacity: 'Capacity',
    targets: 'Targets',
    routes: `${view.routes?.part ?? ''}s`,
    'over-time': view.kind === 'load' ? 'Latency and load' : 'Latency',
    shares: view.shareCharts.some(({ id }) => id === 'hits') ? 'Cache, pool and errors' : 'Errors and shares',
    failures: 'Errors and checks',
    resources: 'Resources',
    'by-route': view.routeChartsTitle,
    further: 'Further metrics',
    provenance: 'Provenance',
  };
}

/** Large charts are drawn twice, for screens and for phones: a drawing scaled to a third cannot be read. */
function drawn(chart: Chart) {
  const frames: readonly Frame[] = chart.size === 'third' ? [FRAMES.third] : [FRAMES[chart.size], FRAMES.phone];
  return {
    ...chart,
    legend: chart.legend.map((entry) => ({
      ...entry,
      color: STROKES[entry.style].color,
      dash: STROKES[entry.style].dash.join(' '),
    })),
    drawings: frames.map((frame) => ({
      frame: frame.name,
      svg: draw(linePlotSpec(chart.plot, frame)),
    })),
  };
}

function iconOf(outcome: Outcome): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="${OUTCOME_COLORS[outcome]}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function template(name: string): string {
  return readFileSync(new URL(name, templates), 'utf8');
}
