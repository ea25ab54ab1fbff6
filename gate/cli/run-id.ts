/** `20261121T104500Z-load-3f2a9c`: sorts by time, says what ran, and is unique by `random` (six hexadecimal digits). */
export function runId(startedAt: Date, benchmark: string, random: string): string {
  const time = startedAt.toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  return `${time}-${slug(benchmark)}-${random}`;
}

/** Lower-case letters, digits and single dashes, at most 40 characters. */
export function slug(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return words === '' ? 'run' : words;
}
