import { totalmem } from 'node:os';

/** What of this process's environment k6 may see: enough to find programs and certificates, nothing that changes a run. */
const HARMLESS = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'TZ', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

/**
 * k6 makes a heap of garbage for each line of CSV; collecting it sixteen times as rarely as Go does by itself gives back a good
 * part of what measuring costs (bench/observer), for memory: 870 MB with 400 VUs flat out, against 170. Half of the
 * machine's memory is where that ends, which k6 left to itself would fill just as well.
 */
const RARE_GARBAGE_COLLECTION = { GOGC: '1600', GOMEMLIMIT: `${Math.floor(totalmem() / 2)}B` };

/**
 * k6 keeps a second of samples by default before it writes them; a tenth of that is garbage sooner, and cheaper to collect. What
 * measuring costs in all is what bench/observer measures.
 */
const SAMPLES_TO_STDOUT = 'csv=fileName=-,timeFormat=unix_micro,saveInterval=100ms';

/**
 * Environment of k6: no `K6_*` of the user, no call home, no download of extensions. Values reach the script here and
 * not by `-e`, where every user of the machine could read them in the process table.
 */
export function k6Environment(
  environment: Readonly<Record<string, string | undefined>>,
  scriptVariables: Readonly<Record<string, string>>,
): Record<string, string> {
  const harmless = HARMLESS.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(harmless),
    ...RARE_GARBAGE_COLLECTION,
    ...scriptVariables,
    K6_NO_USAGE_REPORT: 'true',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
  };
}

/** Paths that every call of k6 is made of. */
export interface K6Files {
  readonly k6: string;
  readonly emptyConfig: string;
  readonly script: string;
}

/** Asks k6 what a script would do, without doing it. Unlike `run`, `inspect` shows a script its environment only when told to. */
export function inspectCommand({ k6, emptyConfig, script }: K6Files): readonly string[] {
  return [
    k6,
    'inspect',
    '--execution-requirements',
    '--include-system-env-vars',
    '--config',
    emptyConfig,
    '--no-color',
    '--log-format=json',
    script,
  ];
}

/**
 * Runs a script. Samples go to stdout as CSV, log lines to stderr as JSON, and nothing else is printed or computed:
 * thresholds are judged by us, and without thresholds and summary k6 keeps no samples in memory. Each of `systemTags` becomes
 * a column and costs time. Connections to `refusedNetworks` fail.
 */
export function runCommand(
  { k6, emptyConfig, script }: K6Files,
  {
    systemTags,
    refusedNetworks,
  }: { readonly systemTags: readonly string[]; readonly refusedNetworks: readonly string[] },
): readonly string[] {
  return [
    k6,
    'run',
    '--config',
    emptyConfig,
    '--quiet',
    '--no-color',
    '--log-format=json',
    '--no-thresholds',
    '--summary-mode=disabled',
    '--out',
    SAMPLES_TO_STDOUT,
    `--system-tags=${systemTags.join(',')}`,
    '--blacklist-ip',
    refusedNetworks.join(','),
    script,
  ];
}
