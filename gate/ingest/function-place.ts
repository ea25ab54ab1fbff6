import type { FunctionTotal } from '../core/model/explanation.ts';

/** Which function, without its time. */
export type FunctionPlace = Omit<FunctionTotal, 'ms'>;

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

const MODULES = '/node_modules/';

/**
 * Names functions alike on both sides, whatever folders they ran in: paths begin at the checkout's `root`, or at the name of
 * a package. Equal functions give the same object. `isRuntime`: native code and `node:…`, which V8's own entries
 * (`(idle)`, `(program)`, `(garbage collector)`) are not.
 */
export function createFunctionPlaces(
  root: string,
): (frame: CallFrame) => { readonly place: FunctionPlace; readonly isRuntime: boolean } {
  const places = new Map<string, FunctionPlace>();
  return ({ functionName, url, lineNumber }) => {
    const name = functionName === '' ? '(anonymous)' : functionName;
    const path = pathOf(url, root);
    const line = url === '' ? null : lineNumber + 1;
    const key = JSON.stringify([name, path, line]);
    const place = places.get(key) ?? { name, path, line };
    places.set(key, place);
    return { place, isRuntime: url === '' ? !isV8s(name) : url.startsWith('node:') };
  };
}

/** Entries that V8 makes itself. `(root)` only stands above what the runtime called by itself. */
function isV8s(name: string): boolean {
  return /^\((idle|program|garbage collector)\)$/.test(name);
}

function pathOf(url: string, root: string): string {
  if (url === '' || url.startsWith('node:')) return url;
  const path = filePath(url);
  const modules = path.lastIndexOf(MODULES);
  if (modules >= 0) return path.slice(modules + MODULES.length);
  const folder = root.endsWith('/') ? root : `${root}/`;
  if (path.startsWith(folder)) return path.slice(folder.length);
  // Somewhere else on this machine: its name tells enough, and no record holds a path of a machine.
  return path.slice(path.lastIndexOf('/') + 1);
}

function filePath(url: string): string {
  if (!url.startsWith('file://')) return url.startsWith('data:') ? 'data:' : url;
  const path = url.replace(/^file:\/\/[^/]*/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
