import { GateError } from '../core/model/gate-error.ts';

/** Where something lies now, by what it is. */
export type Places = readonly (readonly [name: string, path: string])[];

/** What is written of something measured, and how: it says where it lies, or `null` where nobody need know. The record comes first. */
export type Writing = readonly [name: string, write: () => Promise<string | null>];

/**
 * Writes what was measured, in order, and shows it whatever could be written: minutes of load are not thrown away for a disk that is
 * full. `show` gets the places, the last written first. Throws GateError PARTLY_WRITTEN
 * where the record at least is kept, else what kept it from being written, once that was shown.
 */
export async function writeThenShow(writings: readonly Writing[], show: (places: Places) => void): Promise<void> {
  const places: [string, string][] = [];
  try {
    for (const [name, write] of writings) {
      const path = await write();
      if (path !== null) places.unshift([name, path]);
    }
  } catch (cause) {
    show(places);
    throw places.length > 0 && cause instanceof GateError ? withRecord(cause) : cause;
  }
  show(places);
}

function withRecord(cause: GateError): GateError {
  return new GateError({
    code: 'PARTLY_WRITTEN',
    message: `not all of it could be written: ${cause.message}`,
    advice: 'It is judged above, and its record is kept: mend that, and loadline report writes the report.',
    cause: cause.cause,
  });
}
