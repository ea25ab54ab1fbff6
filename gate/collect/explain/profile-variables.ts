/** Shorter than the millisecond that Node takes by default: twenty microseconds more per request must show within twenty seconds. */
const INTERVAL_US = 500;

/**
 * Without inlining each function keeps its own name in the profile: V8 counts what it has inlined as its caller's. Both sides
 * pay for that alike.
 */
const NO_INLINING = `import v8 from 'node:v8'; v8.setFlagsFromString('--no-turbo-inlining'); v8.setFlagsFromString('--no-maglev-inlining');`;

/**
 * Variables with which any Node process, started in whatever way, writes a CPU profile into `directory` when it ends.
 * `inherited` are the NODE_OPTIONS it would have had. A process that is no Node passes them over.
 */
export function profileVariables(directory: string, inherited: string | undefined): { readonly NODE_OPTIONS: string } {
  const options = [
    ...(inherited === undefined || inherited === '' ? [] : [inherited]),
    '--cpu-prof',
    `--cpu-prof-dir=${quoted(directory)}`,
    `--cpu-prof-interval=${INTERVAL_US}`,
    `--import=data:text/javascript,${encodeURIComponent(NO_INLINING).replaceAll("'", '%27')}`,
  ];
  return { NODE_OPTIONS: options.join(' ') };
}

/** As Node reads NODE_OPTIONS: double quotes hold blanks together. */
function quoted(word: string): string {
  return /[\s"\\]/.test(word) ? `"${word.replace(/["\\]/g, (character) => `\\${character}`)}"` : word;
}
