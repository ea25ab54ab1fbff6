import type { ComparisonRecord } from '../../core/model/comparison-record.ts';
import type { RunRecord } from '../../core/model/run-record.ts';
import { numbersOf, publicationOf } from './publication.ts';

/** GitHub shows ten of a level for each step. */
const MOST = 10;

/**
 * Workflow commands of GitHub, one a line: an error for each metric that failed, else one warning where the outcome is undecided; nothing
 * for a pass. `script`: the k6 script by its path from the root of the repository, where the errors are shown.
 */
export function annotations(record: RunRecord | ComparisonRecord, script: string | null): string {
  const publication = publicationOf(record);
  const { outcome, sentence, benchmark } = publication;
  if (outcome === 'pass') return '';
  const place: Readonly<Record<string, string>> = script === null ? {} : { file: script, line: '1' };
  if (outcome === 'undecided') return command('warning', { ...place, title: `${benchmark}: undecided` }, sentence);
  const failed = publication.sections
    .filter(({ isDecisive }) => isDecisive)
    .flatMap((section) =>
      section.judged
        .filter(({ state }) => state === 'failed')
        .map((one) => ({
          title: `${benchmark}: ${one.verdict}`,
          text: `${one.name}: ${numbersOf(section, one)}\n${one.reason}`,
        })),
    );
  if (failed.length === 0) return command('error', { ...place, title: `${benchmark}: fail` }, sentence);
  const shown = failed.length > MOST ? failed.slice(0, MOST - 1) : failed;
  const rest = failed.length - shown.length;
  return [
    ...shown.map(({ title, text }) => command('error', { ...place, title }, text)),
    ...(rest === 0 ? [] : [command('error', { ...place, title: `${benchmark}: fail` }, `and ${rest} more`)]),
  ].join('');
}

function command(level: 'error' | 'warning', properties: Readonly<Record<string, string>>, text: string): string {
  const words = Object.entries(properties).map(
    ([name, value]) => `${name}=${escaped(value).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${level} ${words.join(',')}::${escaped(text)}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
