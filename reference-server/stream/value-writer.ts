/**
 * Writes the text of a value, which lies in `row` from `from` to `end`, into `out` at `at`, and returns where it ends there. Where
 * there is no value, `end` lies before `from`. Text is UTF-8 on both sides.
 */
export type ValueWriter = (row: Buffer, from: number, end: number, out: Buffer, at: number) => number;

/** As `Buffer.copy`, which takes longer to be called than bytes as few as these take to be copied. */
export function copyBytes(from: Buffer, start: number, end: number, out: Buffer, at: number): number {
  let place = at;
  for (let read = start; read < end; read += 1) out[place++] = from[read] as number; // where the message says that there is one
  return place;
}
