import { GateError } from '../../core/model/gate-error.ts';
import { type BundleManifest, bundleManifestSchema, MANIFEST, RECORD, REPORT, sha256Of } from './bundle.ts';
import { type FoundMember, type Unzipped, unzip } from './zip.ts';

/** A bundle as it was read. */
export interface OpenedBundle {
  readonly manifest: BundleManifest;
  readonly record: string;
  readonly report: string;
  /** What was changed since it was made, file by file, one sentence each; empty: not a byte. */
  readonly changes: readonly string[];
}

/**
 * Takes a bundle apart and names every file of it that was changed. Throws GateError BUNDLE_UNREADABLE where it is none, or
 * too little is left of it to tell; `name` is for the error.
 */
export function findChanges(archive: Buffer, name: string): OpenedBundle {
  const opened = unzip(archive);
  const [first, ...rest] = opened.members;
  if (first === undefined) throw unreadable(name, 'it is no ZIP archive');
  if (first.name !== MANIFEST) throw unreadable(name, `its first file is "${first.name}" and not ${MANIFEST}`);
  const manifest = readManifest(first, name);
  const listed = [RECORD, REPORT].map((file) => {
    const entry = manifest.files.find((candidate) => candidate.name === file);
    const found = rest.find((member) => member.name === file);
    if (entry === undefined) throw unreadable(name, `its manifest names no ${file}`);
    if (found === undefined) throw unreadable(name, `${file} is cut off, or is gone`);
    return { entry, found };
  });
  const changes = [
    ...(first.isIntact ? [] : [`${MANIFEST} was changed.`]),
    ...listed.flatMap(({ entry, found }) => fileChanges(entry, found)),
    ...rest
      .filter((member) => !listed.some(({ found }) => found === member))
      .map((member) => `"${member.name}" was added.`),
  ];
  const text = (file: string) => rest.find((member) => member.name === file)?.content?.toString('utf8') ?? '';
  const isElsewhere = changes.length === 0 && opened.firstStrangeByte !== null;
  return {
    manifest,
    record: text(RECORD),
    report: text(REPORT),
    changes: isElsewhere ? [strangeByte(opened)] : changes,
  };
}

function readManifest(member: FoundMember, name: string): BundleManifest {
  let content: unknown;
  try {
    content = JSON.parse(member.content?.toString('utf8') ?? '');
  } catch (cause) {
    throw unreadable(name, `${MANIFEST} was changed: it is no JSON any more`, cause);
  }
  const parsed = bundleManifestSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw unreadable(name, `${MANIFEST}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not valid'}`);
}

function fileChanges(entry: BundleManifest['files'][number], found: FoundMember): readonly string[] {
  const { name, content, packed, isIntact } = found;
  if (content === null) return [`${name} was changed: it cannot be unpacked any more.`];
  const hash = sha256Of(content);
  if (hash !== entry.sha256) return [`${name} was changed: its SHA-256 is ${hash}, and was ${entry.sha256}.`];
  if (sha256Of(packed) !== entry.packedSha256) return [`${name} was packed anew: its content is what it was.`];
  return isIntact ? [] : [`the header of ${name} was changed.`];
}

/** Where a byte lies that belongs to no file's content. */
function strangeByte({ members, firstStrangeByte }: Unzipped): string {
  const at = firstStrangeByte ?? 0;
  const owner = members.find((member) => at >= member.at && at < member.dataAt);
  const place = owner === undefined ? 'the table of contents' : `the header of ${owner.name}`;
  return `byte ${at.toLocaleString('en')} of the archive, in ${place}, was changed.`;
}

function unreadable(name: string, what: string, cause?: unknown): GateError {
  return new GateError({
    code: 'BUNDLE_UNREADABLE',
    message: `${name} cannot be read as a bundle: ${what}.`,
    advice: 'Fetch it again from where it was made; "loadline bundle" makes one.',
    cause,
  });
}
