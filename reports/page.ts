import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { Outcome } from '../gate/core/model/verdict.ts';
import { outcomeIcon } from './view/words.ts';

/** What every page says of itself, whatever it is about. */
export interface PageHead {
  readonly title: string;
  /** What kind of document it is, beside our name: `load run`. */
  readonly document: string;
  /** When it was measured, and of which commit; either may be empty. */
  readonly startedAt: string;
  readonly commit: string;
  /** Colours the icon of the tab; `null` where the page gives no verdict. */
  readonly outcome: Outcome | null;
  /** Titles of the sections by anchor, in their order on the page. */
  readonly titles: Readonly<Record<string, string>>;
  /** Sections that are left out for want of anything to say. */
  readonly isThere: Readonly<Record<string, boolean>>;
}

const templates = new URL('templates/', import.meta.url);
const SHEETS = ['colors', 'page', 'verdict', 'tables', 'charts', 'comparison', 'trend', 'screens'];
/** The icon of a tab has no style sheet to take its colour from. */
const OUTCOME_COLORS: Readonly<Record<Outcome, string>> = { pass: '#17713f', fail: '#b3202c', undecided: '#855400' };
const NO_OUTCOME_COLOR = '#5a6470';

const css = SHEETS.map((name) => template(`${name}.css`))
  .join('')
  .trim();
const handlebars = Handlebars.create();
for (const file of readdirSync(templates)) {
  if (file.endsWith('.hbs')) handlebars.registerPartial(file.slice(0, -'.hbs'.length), template(file).trim());
}
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(css).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'`;

/**
 * One HTML page that needs nothing but itself: `body` is the name of the template within the frame. It holds no script, and
 * its policy allows none; all text of the view is escaped. The same view gives the same bytes.
 */
export function pageOf(body: string): (head: PageHead, view: object) => string {
  const page = handlebars.compile(`{{#> page}}{{> ${body}}}{{/page}}`);
  return (head, view) =>
    page({
      ...view,
      ...head,
      contents: Object.entries(head.titles).flatMap(([anchor, title]) =>
        head.isThere[anchor] === false ? [] : [{ anchor, title }],
      ),
      outcomeIcon: head.outcome === null ? null : outcomeIcon(head.outcome),
      icon: iconOf(head.outcome),
      css,
      policy,
    });
}

function iconOf(outcome: Outcome | null): string {
  const color = outcome === null ? NO_OUTCOME_COLOR : OUTCOME_COLORS[outcome];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="${color}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

function template(name: string): string {
  return readFileSync(new URL(name, templates), 'utf8');
}
