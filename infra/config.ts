/** What the start script reads of its environment; a service that it starts inherits all of it. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return { ...process.env };
}
