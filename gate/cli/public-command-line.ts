import { publicUrl } from '../collect/subject-url.ts';

/** The command line as a record may hold it: its addresses without user, password, query and fragment. */
export function publicCommandLine(
  commandLine: readonly string[],
  addresses: readonly (string | undefined)[],
): readonly string[] {
  const secret = addresses.filter((address) => address !== undefined);
  return commandLine.map((word) =>
    secret.reduce((text, address) => text.replace(address, () => publicUrl(new URL(address))), word),
  );
}
