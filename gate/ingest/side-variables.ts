import { z } from 'zod';
import { GateError } from '../core/model/gate-error.ts';
import type { Sides } from './side-csv.ts';

const variables = z.record(z.string().min(1), z.string());
const line = z.object({ baseline: variables, candidate: variables });

/** Reads the line that the services of a subject print once they are there. Throws GateError SERVICES_UNREADABLE, without the line. */
export function readSideVariables(text: string): Sides<Readonly<Record<string, string>>> {
  const parsed = line.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new GateError({
    code: 'SERVICES_UNREADABLE',
    // Not the line itself: it may hold passwords.
    message: 'the first line that "services" of the subject printed does not give each side its variables.',
    advice:
      'It prints one JSON line {"baseline":{"NAME":"value"},"candidate":{"NAME":"value"}}; other words belong on stderr.',
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
