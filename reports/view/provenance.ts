import type { RunRecord } from '../../gate/core/model/run-record.ts';
import { formatDuration, formatValue } from '../../gate/core/text/format-value.ts';

/** Where the numbers come from: everything that is needed to make them again, and to doubt them. */
export interface Provenance {
  readonly groups: readonly FactGroup[];
  /** A line for a shell. */
  readonly command: string;
  /** The tool's resolved options, as indented JSON; empty where it stated none. */
  readonly options: string;
}

export interface FactGroup {
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
}

const LONGEST_OPTIONS = 8_000;

export function provenance(record: RunRecord): Provenance {
  const { subject, manifest, environment, measurement } = record;
  const { tool, script, git } = manifest;
  const tail =
    tool.signal !== null ? `, ended by ${tool.signal}` : tool.exitCode === null ? '' : `, exit code ${tool.exitCode}`;
  const groups: readonly TitledFacts[] = [
    [
      'Run',
      [
        ['id', record.id],
        ['started', dateText(record.startedAt)],
        ['ended', dateText(manifest.endedAt)],
        ['measured', lengthText(record)],
        ['block', record.benchmark.kind === 'load' ? formatDuration(measurement.blockSeconds) : 'one batch'],
        // As a subject may speak of a profile of its own among its facts, which is how it is configured.
        ['targets', record.profile === null ? null : `profile ${record.profile}`],
        ['seed', manifest.seed === null ? null : String(manifest.seed)],
      ],
    ],
    [
      'Code',
      [
        ['commit', git?.commit ?? 'not in a git checkout'],
        ['branch', git?.branch ?? null],
        [
          'work tree',
          git === null ? null : git.isClean ? 'clean' : 'NOT clean: the commit does not tell what was measured',
        ],
        ['script', script?.path ?? null],
        ['script SHA-256', script?.sha256 ?? null],
        ['passed variables', manifest.passedVariables.length === 0 ? null : manifest.passedVariables.join(', ')],
      ],
    ],
    [
      'Subject',
      [
        ['name', subject.name],
        ['address', subject.url],
        ...Object.entries(subject.facts).map(([label, value]) => [label, value] as const),
      ],
    ],
    ['Tools', toolFacts(manifest, environment, tail)],
    ['Machine', machineFacts(environment)],
  ];
  return {
    groups: factGroups(groups),
    command: commandLine(manifest.command),
    options: optionsText(manifest.options),
  };
}

/** A title and its facts; those that are `null` or empty are left out. */
export type TitledFacts = readonly [string, readonly (readonly [string, string | null])[]];

export function factGroups(groups: readonly TitledFacts[]): readonly FactGroup[] {
  return groups.map(([title, facts]) => ({
    title,
    facts: facts.flatMap(([label, value]) => (value === null || value === '' ? [] : [{ label, value }])),
  }));
}

/** `tail`: how the tool ended. */
export function toolFacts(
  { loadlineVersion, tool }: Pick<RunRecord['manifest'], 'loadlineVersion' | 'tool'>,
  { node }: RunRecord['environment'],
  tail = '',
): TitledFacts[1] {
  return [
    ['loadline', loadlineVersion],
    [tool.name, `${tool.version}${tail}`],
    ['node', node],
  ];
}

export function machineFacts(environment: RunRecord['environment']): TitledFacts[1] {
  return [
    ['class', environment.machineClass],
    ['CPU', `${environment.cores} × ${environment.cpu}`],
    ['memory', formatValue(environment.memoryBytes, 'bytes')],
    ['system', `${environment.kernel}, ${environment.arch}`],
    ['governor', environment.governor],
    ['runner image', environment.runnerImage],
  ];
}

/** The words of a command as a line for a shell. */
export function commandLine(command: readonly string[]): string {
  return command.map(shellWord).join(' ');
}

/** `21 Nov 2026, 10:45:00 UTC`; text that is no date stays as it is. */
export function dateText(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const [, day = '', month = '', year = '', time = ''] = /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(date.toUTCString()) ?? [];
  return `${Number(day)} ${month} ${year}, ${time} UTC`;
}

function lengthText({ benchmark, measurement }: RunRecord): string | null {
  const { durationSeconds, warmUpSeconds } = measurement;
  // Suites count batches, not seconds.
  if (durationSeconds <= 0 || benchmark.kind !== 'load') return null;
  const length = formatDuration(durationSeconds);
  return warmUpSeconds > 0 ? `${length}, of it ${formatDuration(warmUpSeconds)} warm-up` : length;
}

/** Quoted where a POSIX shell would read it differently. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Indented JSON, cut where it is long; empty where there are none. */
export function optionsText(options: unknown): string {
  if (options === null || options === undefined) return '';
  const text = JSON.stringify(options, null, 2);
  return text.length > LONGEST_OPTIONS ? `${text.slice(0, LONGEST_OPTIONS)}\n… (the run record holds the rest)` : text;
}
