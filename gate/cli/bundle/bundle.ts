import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Recorded } from '../recorded.ts';
import { deflated, stored, zip } from './zip.ts';

/** The files of a bundle, by name. */
export const MANIFEST = 'manifest.json';
export const RECORD = 'record.json';
export const REPORT = 'report.html';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * What a bundle says of itself, in its first file. That one lies in the archive as it is, where the archive's own check sum
 * holds each of its bytes; it holds the hashes of the others: of the file, as everybody can hash it, and of its packed bytes.
 */
export const bundleManifestSchema = z.object({
  format: z.literal('loadline-bundle'),
  version: z.literal(1),
  kind: z.enum(['loadline-run', 'loadline-comparison', 'loadline-claims']),
  id: z.string(),
  /** Of the loadline that drew the report. */
  loadlineVersion: z.string(),
  files: z.array(z.object({ name: z.string(), sha256, packedSha256: sha256 })),
});

export type BundleManifest = z.output<typeof bundleManifestSchema>;

/** One ZIP archive of a record, its report, and their hashes. */
export function makeBundle(record: Recorded, report: string, loadlineVersion: string): Buffer {
  const contents = [
    [RECORD, Buffer.from(`${JSON.stringify(record)}\n`)],
    [REPORT, Buffer.from(report)],
  ] as const;
  const files = contents.map(([name, content]) => ({ content, entry: deflated(name, content) }));
  const manifest: BundleManifest = {
    format: 'loadline-bundle',
    version: 1,
    kind: record.format,
    id: record.id,
    loadlineVersion,
    files: files.map(({ content, entry }) => ({
      name: entry.name,
      sha256: sha256Of(content),
      packedSha256: sha256Of(entry.packed),
    })),
  };
  const first = stored(MANIFEST, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  return zip([first, ...files.map(({ entry }) => entry)]);
}

/** Hash of some bytes, as `sha256sum` prints it. */
export function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
