/** What travels with a value in L2, so that a reader's L1 keeps it for what is left of its life and not for a whole new one. */
export interface EnvelopeHeader {
  /** How the payload was compressed; see compression.ts. */
  readonly codec: number;
  /** The value is `null`, and there is no payload. */
  readonly isNull: boolean;
  /** ms since 1970. */
  readonly freshUntilWallMs: number;
  readonly keptUntilWallMs: number;
  /** What its load took. */
  readonly loadMs: number;
  /** Tag and version in turn. */
  readonly tagVersions: readonly string[];
}

/**
 * One byte naming the format, one the codec, one for flags, two for the length of the tags, eight each for the two times, four for
 * the load's; then the tags as JSON, then the payload.
 */
const FORMAT = 2;
const HEADER_BYTES = 25;
const NULL_FLAG = 1;
const MOST_TAG_BYTES = 0xffff;
const NO_TAGS: readonly string[] = [];

/** Throws RangeError for tags of more than 64 kB. */
export function sealEnvelope(header: EnvelopeHeader, payload: Buffer): Buffer {
  const tags = header.tagVersions.length === 0 ? '' : JSON.stringify(header.tagVersions);
  const tagBytes = Buffer.byteLength(tags);
  if (tagBytes > MOST_TAG_BYTES) throw new RangeError(`tags of ${tagBytes} bytes`);
  const sealed = Buffer.allocUnsafe(HEADER_BYTES + tagBytes + payload.length);
  sealed[0] = FORMAT;
  sealed[1] = header.codec;
  sealed[2] = header.isNull ? NULL_FLAG : 0;
  sealed.writeUInt16LE(tagBytes, 3);
  sealed.writeDoubleLE(header.freshUntilWallMs, 5);
  sealed.writeDoubleLE(header.keptUntilWallMs, 13);
  sealed.writeFloatLE(header.loadMs, 21);
  sealed.write(tags, HEADER_BYTES);
  payload.copy(sealed, HEADER_BYTES + tagBytes);
  return sealed;
}

/**
 * `undefined` for bytes that `sealEnvelope` did not make. The payload is a copy: what a client hands out is often a
 * window on a network chunk thirty times its size, which a cache would keep alive.
 */
export function openEnvelope(sealed: Buffer): { header: EnvelopeHeader; payload: Buffer } | undefined {
  if (sealed.length < HEADER_BYTES || sealed[0] !== FORMAT) return undefined;
  const tagBytes = sealed.readUInt16LE(3);
  const from = HEADER_BYTES + tagBytes;
  if (sealed.length < from) return undefined;
  const tagVersions = tagBytes === 0 ? NO_TAGS : readTags(sealed.toString('utf8', HEADER_BYTES, from));
  if (tagVersions === undefined) return undefined;
  const payload = Buffer.allocUnsafeSlow(sealed.length - from);
  sealed.copy(payload, 0, from);
  const header = {
    codec: sealed[1] ?? 0,
    isNull: sealed[2] === NULL_FLAG,
    freshUntilWallMs: sealed.readDoubleLE(5),
    keptUntilWallMs: sealed.readDoubleLE(13),
    loadMs: sealed.readFloatLE(21),
    tagVersions,
  };
  return { header, payload };
}

/** `undefined`: not what we wrote. */
function readTags(text: string): readonly string[] | undefined {
  try {
    const tags: unknown = JSON.parse(text);
    return Array.isArray(tags) && tags.every((tag) => typeof tag === 'string') ? tags : undefined;
  } catch {
    return undefined;
  }
}
