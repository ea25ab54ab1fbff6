import type { BothSides } from './comparison-plan.ts';

/** Variables in which k6 gets what the wrapper needs; the script never sees them change. */
export function sidesVariables(options: {
  readonly baseUrls: BothSides<string>;
  readonly seed: number;
}): Readonly<Record<string, string>> {
  return {
    LOADLINE_BASELINE_URL: options.baseUrls.baseline,
    LOADLINE_CANDIDATE_URL: options.baseUrls.candidate,
    LOADLINE_SIDE_SEED: String(options.seed),
  };
}

/**
 * Runs before both copies of a script: `BASE_URL` is that of the side whose turn it is, and paths mean what they mean in the file
 * that they are written in, although all files have become one.
 */
export const PRELUDE = `
const urls = { baseline: __ENV.LOADLINE_BASELINE_URL, candidate: __ENV.LOADLINE_CANDIDATE_URL };
const open = globalThis.open;
const isWhole = (path) => path.startsWith('/') || /^[a-z]+:/.test(path);
const resolve = (folder, path) => {
  const parts = [];
  for (const part of (folder + path).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
};
globalThis.open = (path, ...rest) => open(isWhole(path) ? path : resolve(globalThis.loadlineFolder, path), ...rest);
globalThis.loadlineResolve = (folder, path) => isWhole(path) ? path : 'file://' + resolve(folder, path);
export function turnTo(side) {
  __ENV.BASE_URL = urls[side];
}
`;

/**
 * What the copies see as `k6/execution`: iterations of the test are counted by side, from 0 and without gaps. A script that takes
 * its work from the number of the iteration so gives both sides the very same work.
 */
export const EXECUTION = `
import exec from 'k6/execution';
export { instance, test, vu } from 'k6/execution';
const getter = (get) => ({ get, enumerable: true });
const asItIs = ['name', 'executor', 'startTime', 'progress'].map((name) => [name, getter(() => exec.scenario[name])]);
const bySide = ['iterationInTest', 'iterationInInstance'].map((name) => [name, getter(() => Math.floor(exec.scenario[name] / 2))]);
// None of it is there to be read before an iteration begins.
export const scenario = Object.defineProperties({}, Object.fromEntries([...asItIs, ...bySide]));
export default Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(exec), scenario: getter(() => scenario) });
`;

/**
 * The script that k6 runs: both copies, and for each function that a scenario executes one that picks the side by the seed, the
 * scenario and the iteration. Two neighbouring iterations go to one side each, in an order that is drawn, so that both sides get
 * the same number of them. Samples carry the tag `side`; those of set-up and teardown none.
 * `functions`: the names that scenarios execute. `script`: how the copies are imported, without their side.
 */
export function sidesScript(options: { readonly script: string; readonly functions: readonly string[] }): string {
  const copy = (side: string) => JSON.stringify(`${options.script}?${side}`);
  return `
import exec from 'k6/execution';
import { turnTo } from 'loadline:prelude';
import 'loadline:baseline';
import * as baselineCopy from ${copy('baseline')};
import 'loadline:candidate';
import * as candidateCopy from ${copy('candidate')};

const copies = { baseline: exportsOf(baselineCopy), candidate: exportsOf(candidateCopy) };
const seed = Number(__ENV.LOADLINE_SIDE_SEED);

// A CommonJS script has all its exports in one.
function exportsOf(copy) {
  return typeof copy.default === 'object' && copy.default !== null ? copy.default : copy;
}

function hash(text) {
  let bits = 0x811c9dc5 ^ seed;
  for (let at = 0; at < text.length; at += 1) bits = Math.imul(bits ^ text.charCodeAt(at), 0x01000193);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function run(name, data) {
  const { name: scenario, iterationInTest } = exec.scenario;
  const side = ((hash(scenario + ':' + (iterationInTest >>> 1)) ^ iterationInTest) & 1) === 0 ? 'baseline' : 'candidate';
  turnTo(side);
  exec.vu.metrics.tags.side = side;
  return copies[side][name](data?.[side]);
}

async function forBoth(call) {
  const results = {};
  for (const side of ['baseline', 'candidate']) {
    turnTo(side);
    results[side] = await call(side);
  }
  return results;
}

export const options = copies.baseline.options ?? {};
export const setup = () => forBoth((side) => copies[side].setup?.());
export const teardown = (data) => forBoth((side) => copies[side].teardown?.(data?.[side]));
${options.functions.map((name, index) => `const run${index} = (data) => run(${JSON.stringify(name)}, data);`).join('\n')}
export { ${options.functions.map((name, index) => `run${index} as ${name === 'default' ? name : JSON.stringify(name)}`).join(', ')} };
`;
}
