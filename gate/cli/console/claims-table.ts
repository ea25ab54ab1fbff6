import { styleText } from 'node:util';
import { claimedText } from '../../../reports/view/claimed-text.ts';
import type { Claim, ClaimResult, ClaimSide, ClaimsRecord, ClaimVerdict } from '../../core/model/claim.ts';
import { formatDuration, formatInterval, formatValue } from '../../core/text/format-value.ts';
import { changeInterval, changeText } from './change-text.ts';
import { placesText } from './run-summary.ts';
import { type Column, table } from './table.ts';

const STYLE: Readonly<Record<ClaimVerdict, 'green' | 'red' | 'yellow' | 'magenta' | 'cyan'>> = {
  confirmed: 'green',
  refuted: 'red',
  'not discriminating': 'cyan',
  inconclusive: 'yellow',
  invalid: 'magenta',
};

const COLUMNS: readonly Column[] = [
  { heading: 'verdict', align: 'left' },
  { heading: 'claim', align: 'left' },
  { heading: 'net', align: 'left' },
  { heading: 'says', align: 'left' },
  { heading: 'claimed', align: 'right' },
  { heading: 'without', align: 'right' },
  { heading: 'with', align: 'right' },
  { heading: 'effect', align: 'right' },
  { heading: 'took', align: 'right' },
];

const LONGEST_CLAIM = 40;

/**
 * What people read when claims were measured: a table for each document, the reasons of what is refuted or not known, and the count of verdicts.
 * Claims of one contrast share the time that it took.
 */
export function claimsSummary(
  record: ClaimsRecord,
  places: readonly (readonly [string, string])[],
  stream: NodeJS.WriteStream,
): string {
  const claims = new Map(record.registry.claims.map((claim) => [claim.id, claim]));
  const seconds = new Map(record.measurements.map((one) => [placeOf(one.contrast, one.net), one.seconds]));
  const took = ({ id, net }: ClaimResult) => seconds.get(placeOf(claims.get(id)?.contrast ?? '', net)) ?? null;
  const documents = Map.groupBy(record.results, ({ id }) => claims.get(id)?.document ?? '');
  const parts = [...documents]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([document, results]) => documentText(document, results, { claims, took, stream }));
  return [...parts, `${countsText(record)}\n`, placesText(places, stream)].join('\n');
}

function placeOf(contrast: string, net: ClaimResult['net']): string {
  return JSON.stringify([contrast, net]);
}

interface Shown {
  readonly claims: ReadonlyMap<string, Claim>;
  /** Seconds. */
  readonly took: (result: ClaimResult) => number | null;
  readonly stream: NodeJS.WriteStream;
}

function documentText(document: string, results: readonly ClaimResult[], { claims, took, stream }: Shown): string {
  const rows = results.map((result) => [
    result.verdict,
    result.id,
    result.net ?? '',
    shortened(claims.get(result.id)?.says ?? ''),
    limitText(claims.get(result.id), result),
    sideText(result.without, result.unit),
    sideText(result.with, result.unit),
    effectText(result),
    tookText(took(result)),
  ]);
  const painted = table(COLUMNS, rows, (cell, column, row) => {
    const result = results[row];
    if (result === undefined) return styleText('dim', cell, { stream });
    return column === 0 ? styleText(['bold', STYLE[result.verdict]], cell, { stream }) : cell;
  });
  const reasons = results
    // Of the others the row says all there is to say.
    .filter(({ verdict }) => verdict === 'refuted' || verdict === 'inconclusive' || verdict === 'invalid')
    .map(
      ({ id, net, reason }) =>
        `  ${styleText('dim', `${id}${net === null ? '' : ` at ${net}`}:`, { stream })} ${reason}\n`,
    );
  const heading = document === 'ours' ? 'Our own claims' : `Document ${document}`;
  return `${styleText('bold', heading, { stream })}\n${painted}${reasons.join('')}`;
}

function limitText(claim: Claim | undefined, { unit }: ClaimResult): string {
  return claim === undefined ? '' : claimedText(claim.rule, unit);
}

function sideText({ value }: ClaimSide, unit: string): string {
  return value === null ? '–' : formatValue(value, unit);
}

function effectText({ effect, with: withIt, unit }: ClaimResult): string {
  if (effect !== null)
    return `${changeText(effect.change)}${effect.interval === null ? '' : ` ${changeInterval(effect.interval)}`}`;
  return withIt.interval === null ? '–' : formatInterval(withIt.interval, unit);
}

function shortened(text: string): string {
  return text.length <= LONGEST_CLAIM ? text : `${text.slice(0, LONGEST_CLAIM - 1)}…`;
}

function tookText(seconds: number | null): string {
  return seconds === null ? '–' : `${seconds.toFixed(1)} s`;
}

/** `12 confirmed, 3 refuted, 9 not discriminating, in 6 min 4 s`. */
function countsText({ results, startedAt, manifest }: ClaimsRecord): string {
  const seconds = (Date.parse(manifest.endedAt) - Date.parse(startedAt)) / 1000;
  const counts = Object.entries(Object.groupBy(results, ({ verdict }) => verdict))
    .map(([verdict, ones]) => `${ones.length} ${verdict}`)
    .join(', ');
  return `${counts}, in ${formatDuration(seconds)}`;
}
