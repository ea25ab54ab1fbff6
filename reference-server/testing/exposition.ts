/** Reads the Prometheus text format strictly: samples by `name{labels}`, their times left out, throwing on any line that is none of its kinds. */
export function parseExposition(text: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line === '# EOF' || /^# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* \S/.test(line)) continue;
    const match = /^([a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*\})?) (\S+)(?: \d+)?$/.exec(line);
    const [, name, value] = match ?? [];
    if (name === undefined || value === undefined || Number.isNaN(Number(value))) throw new SyntaxError(line);
    if (samples.has(name)) throw new SyntaxError(`twice: ${line}`);
    samples.set(name, Number(value));
  }
  return samples;
}
