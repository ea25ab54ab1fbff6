import type { Outcome } from '../../core/model/verdict.ts';
import type { Recorded } from '../recorded.ts';
import { inertCode, inertText } from './inert-text.ts';
import { decisive, type Judged, type Publication, publicationOf, type Section } from './publication.ts';

/** GitHub takes comments of up to 65,536 characters; what wraps the text (a marker, a link) has the rest. */
const MOST_CHARACTERS = 64_000;

const SIGN: Readonly<Record<Outcome, string>> = { pass: '✅', fail: '❌', undecided: '❔' };
const STATE_SIGN: Readonly<Record<Judged['state'], string>> = { passed: '✅', failed: '❌', open: '❔' };

const CUT = '\n_The rest does not fit here; the report has all of it._\n';

/**
 * Markdown for a step summary or a comment: verdict first, then what decided, details folded. Text from outside is inert. Undecided is
 * never a pass, whatever `--undecided` maps it to. Always shorter than GitHub's limit.
 */
export function markdown(record: Recorded): string {
  const publication = publicationOf(record);
  const { benchmark, subject, outcome, sentence } = publication;
  const blocks = [
    `### ${SIGN[outcome]} ${outcome}: ${inertText(benchmark)} on ${inertText(subject)}\n\n**${outcome}**: ${inertText(sentence)}\n`,
    ...(outcome === 'undecided' ? ['\nUndecided is no pass: the data do not carry a verdict.\n'] : []),
    ...problemBlocks(publication),
    ...publication.sections.filter(({ isDecisive }) => isDecisive).flatMap(tableBlocks),
    ...reasonBlocks(publication),
    ...causeBlocks(publication),
    ...publication.sections
      .filter(({ isDecisive }) => !isDecisive)
      .flatMap((section) => folded(section.title, tableBlocks(section))),
    ...folded('what was measured, and where', [factsTable(publication)]),
  ];
  return fitted(blocks);
}

/** As many blocks as fit, and a word where some do not. A fold that was opened is closed. */
function fitted(blocks: readonly string[]): string {
  let text = '';
  let open = 0;
  for (const block of blocks) {
    const isOpening = block.startsWith('\n<details>');
    if (text.length + block.length + CUT.length + '</details>\n'.length > MOST_CHARACTERS) {
      return `${text}${'\n</details>\n'.repeat(open)}${CUT}`;
    }
    if (isOpening) open += 1;
    if (block.endsWith('</details>\n')) open -= 1;
    text += block;
  }
  return text;
}

function problemBlocks({ problems }: Publication): readonly string[] {
  if (problems.length === 0) return [];
  return ['\n', ...problems.map((problem) => `- ⚠️ ${inertText(problem)}\n`)];
}

/** More metrics than this are counted, not named, where one reason holds for all of them. */
const MOST_NAMES = 3;

/** Why what is not good is not good, and the doubts about the rest; what holds for several metrics is told once. */
function reasonBlocks(publication: Publication): readonly string[] {
  const namesByReason = new Map<string, string[]>();
  const add = (sign: string, reason: string, name: string): void => {
    const names = namesByReason.get(`${sign}\n${reason}`) ?? [];
    namesByReason.set(`${sign}\n${reason}`, [...names, name]);
  };
  for (const { name, state, verdict, reason, warnings } of decisive(publication)) {
    if (state !== 'passed') add(`**${verdict}**`, reason, name);
    for (const warning of warnings) add('⚠️', warning, name);
  }
  const lines = [...namesByReason].map(([key, names]) => {
    const [sign = '', ...reason] = key.split('\n');
    const who = names.length > MOST_NAMES ? `${names.length} metrics` : names.map(inertCode).join(', ');
    return `- ${sign} ${who}: ${inertText(reason.join(' '))}\n`;
  });
  return lines.length === 0 ? [] : ['\n', ...lines];
}

function causeBlocks({ causes }: Publication): readonly string[] {
  if (causes.length === 0) return [];
  const rows = causes.map(({ kind, what, size }) => `| ${kind} | ${inertCode(what)} | ${inertText(size)} |\n`);
  return ['\n**Where the difference lies**\n\n|  | what grew | per request |\n| --- | --- | --- |\n', ...rows];
}

/** Heading and rows, each a block of its own: a table may be cut between rows. */
function tableBlocks({ columns, judged }: Section): readonly string[] {
  const head = `\n|  | verdict | metric | ${columns.join(' | ')} |\n| --- | --- | --- | ${columns.map(() => '--:').join(' | ')} |\n`;
  return [
    head,
    ...judged.map(
      ({ name, state, verdict, cells }) =>
        `| ${STATE_SIGN[state]} | ${verdict} | ${inertCode(name)} | ${cells.map(inertText).join(' | ')} |\n`,
    ),
  ];
}

function folded(title: string, blocks: readonly string[]): readonly string[] {
  return [`\n<details><summary>${inertText(title)}</summary>\n`, ...blocks, '\n</details>\n'];
}

function factsTable({ facts, id }: Publication): string {
  const rows = [...facts, ['id', id] as const].map(([name, value]) => `| ${inertText(name)} | ${inertCode(value)} |\n`);
  return `\n|  |  |\n| --- | --- |\n${rows.join('')}`;
}
