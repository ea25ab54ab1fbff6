import { readFile } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { build, type Loader, type Plugin } from 'esbuild';
import { GateError } from '../../core/model/gate-error.ts';
import { EXECUTION, PRELUDE, sidesScript } from './sides-script.ts';

/** Copies of a file that share nothing: esbuild takes the same path with another suffix for another module. */
const COPY = /^(.*)\?(baseline|candidate)$/;
const OURS = /^loadline:(prelude|execution|baseline|candidate)$/;
const TEXTS: Readonly<Record<string, string>> = { 'loadline:prelude': PRELUDE, 'loadline:execution': EXECUTION };
const LOADERS: Readonly<Record<string, Loader>> = { '.ts': 'ts', '.mts': 'ts', '.cts': 'ts', '.json': 'json' };

/**
 * Makes one script of two copies of a k6 script and of what chooses between them. It is fed to k6 on stdin, in the folder of
 * `script`: nothing is written beside the user's files, and what k6 itself resolves (`k6/experimental/fs`, `k6/net/grpc`) is found
 * as before. `k6`, `k6/*` and remote modules stay imports and are one for both copies. `script`: absolute path.
 * `functions`: the names that scenarios execute. Throws GateError K6_SCRIPT_FAILED.
 */
export async function bundleSides(options: {
  readonly script: string;
  readonly functions: readonly string[];
}): Promise<string> {
  const { script, functions } = options;
  try {
    const { outputFiles } = await build({
      stdin: {
        contents: sidesScript({ script: `./${basename(script)}`, functions }),
        resolveDir: dirname(script),
        sourcefile: 'loadline-sides.js',
      },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      target: 'esnext',
      // k6 reads it, so that errors name the lines of the user's files.
      sourcemap: 'inline',
      sourcesContent: false,
      absWorkingDir: dirname(script),
      external: ['k6', 'k6/*', 'http://*', 'https://*'],
      define: { 'import.meta.resolve': 'loadlineResolveHere' },
      plugins: [sides()],
      logLevel: 'silent',
      // A project's own settings are for its own builds.
      tsconfigRaw: {},
    });
    return outputFiles[0]?.text ?? '';
  } catch (cause) {
    throw new GateError({
      code: 'K6_SCRIPT_FAILED',
      message: `the k6 script ${basename(script)} cannot be read by both sides: ${reasonOf(cause)}`,
      advice: 'Correct the script; "k6 inspect SCRIPT" should show the same error.',
      cause,
    });
  }
}

function sides(): Plugin {
  return {
    name: 'sides',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: OURS }, ({ path }) => ({ path, namespace: 'loadline' }));
      onLoad({ filter: OURS, namespace: 'loadline' }, ({ path }) => ({
        contents: TEXTS[path] ?? turn(path.replace('loadline:', '')),
        resolveDir: '/',
      }));
      onResolve({ filter: /.*/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
        if (pluginData === 'resolved' || kind === 'entry-point') return undefined;
        const [, plain = path, side = sideOf(importer, pluginData)] = COPY.exec(path) ?? [];
        if (side === undefined) return undefined;
        if (plain === 'k6/execution') return { path: 'loadline:execution', namespace: 'loadline' };
        const { path: file, external, errors } = await resolve(plain, { resolveDir, kind, pluginData: 'resolved' });
        if (external || errors.length > 0) return { path: file, external, errors };
        return { path: file, suffix: `?${side}`, pluginData: side };
      });
      onLoad({ filter: /.*/, namespace: 'file' }, async ({ path, suffix }) => {
        const loader = LOADERS[extname(path)] ?? 'js';
        const text = await readFile(path, 'utf8');
        return { contents: loader === 'json' ? text : atHome(text, path), loader, pluginData: suffix.slice(1) };
      });
    },
  };
}

function sideOf(importer: string, pluginData: unknown): string | undefined {
  return typeof pluginData === 'string' ? pluginData : COPY.exec(importer)?.[2];
}

function turn(side: string): string {
  return `import { turnTo } from 'loadline:prelude';\nturnTo('${side}');`;
}

/** Tells the prelude in which folder the file lies while its top level runs. Lines stay where they are. */
function atHome(text: string, path: string): string {
  const folder = JSON.stringify(`${dirname(path)}/`);
  const resolveHere = text.includes('import.meta.resolve')
    ? `\nfunction loadlineResolveHere(path) { return loadlineResolve(${folder}, path); }`
    : '';
  const enter = `const loadlineBefore = globalThis.loadlineFolder; globalThis.loadlineFolder = ${folder};`;
  return `${enter}${text}\nglobalThis.loadlineFolder = loadlineBefore;${resolveHere}`;
}

function reasonOf(cause: unknown): string {
  const first =
    cause instanceof Error && 'errors' in cause && Array.isArray(cause.errors) ? cause.errors[0] : undefined;
  const text: unknown = first?.text ?? (cause instanceof Error ? cause.message : cause);
  const { file, line } = first?.location ?? {};
  return file === undefined ? String(text) : `${file.replace(/[?]\w+$/, '')}:${line}: ${text}`;
}
