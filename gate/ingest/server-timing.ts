const PHASE = /([A-Za-z0-9_-]+)\s*;[^,]*?\bdur=([0-9.]+)/g;

/** Phases of a `server-timing` header with their milliseconds; what has no duration is left out. Source: W3C Server Timing. */
export function parseServerTiming(header: string): ReadonlyMap<string, number> {
  const phases = new Map<string, number>();
  for (const [, name = '', duration] of header.matchAll(PHASE)) {
    const ms = Number(duration);
    if (Number.isFinite(ms)) phases.set(name, (phases.get(name) ?? 0) + ms);
  }
  return phases;
}
