import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

// The part of the ZIP format that a bundle needs. Source: PKWARE, APPNOTE.TXT 6.3.10, §4.3. Everything that is not
// content is a function of the content, so that each byte of an archive is accounted for.

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
/** Format version 2.0; names in UTF-8; 1980-01-01, the format's first day. */
const [VERSION, FLAGS, TIME, DATE] = [20, 0x0800, 0, 0x21];
/** No bundle comes near this; what unpacks to more is none. */
const MOST_BYTES = 512 * 1024 * 1024;

/** A file of an archive; `packed` is what lies in the archive, deflated or as it is. */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packed: Buffer;
  readonly crc: number;
  readonly bytes: number;
}

/** A file as it was found in an archive. */
export interface FoundMember {
  readonly name: string;
  readonly packed: Buffer;
  /** `null`: it cannot be unpacked. */
  readonly content: Buffer | null;
  /** Length and check sum of the content are those that its header states. */
  readonly isIntact: boolean;
  /** Where its header begins, and where its packed bytes do. */
  readonly at: number;
  readonly dataAt: number;
}

export interface Unzipped {
  /** Front to back, as far as the archive is one. */
  readonly members: readonly FoundMember[];
  /** First byte outside of packed content that `zip` would have written otherwise; `null`: none. */
  readonly firstStrangeByte: number | null;
}

/** Packs a file as `deflate` leaves it, which differs between versions of zlib. */
export function deflated(name: string, content: Buffer): Entry {
  return { name, method: DEFLATED, packed: deflateRawSync(content), crc: crc32(content), bytes: content.length };
}

/** A file that lies in the archive as it is. */
export function stored(name: string, content: Buffer): Entry {
  return { name, method: STORED, packed: content, crc: crc32(content), bytes: content.length };
}

/** One archive of the files, in their order. */
export function zip(entries: readonly Entry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, method, packed, crc, bytes } of entries) {
    const label = Buffer.from(name, 'utf8');
    const about = Buffer.concat([
      shorts(VERSION, FLAGS, method, TIME, DATE),
      longs(crc, packed.length, bytes),
      shorts(label.length, 0),
    ]);
    directory.push(longs(CENTRAL), shorts(VERSION), about, shorts(0, 0, 0), longs(0, at), label);
    files.push(longs(LOCAL), about, label, packed);
    at += LOCAL_BYTES + label.length + packed.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = [longs(END), shorts(0, 0, entries.length, entries.length), longs(size, at), shorts(0)];
  return Buffer.concat([...files, ...directory, ...end]);
}

/** Reads an archive that `zip` made, and what is left of one that was changed since. */
export function unzip(archive: Buffer): Unzipped {
  const members: FoundMember[] = [];
  const entries: Entry[] = [];
  for (let at = 0; at + LOCAL_BYTES <= archive.length && archive.readUInt32LE(at) === LOCAL; ) {
    const dataAt = at + LOCAL_BYTES + archive.readUInt16LE(at + 26);
    const end = dataAt + archive.readUInt32LE(at + 18);
    if (end > archive.length) break;
    const name = archive.toString('utf8', at + LOCAL_BYTES, dataAt);
    const [method, crc, bytes] = [
      archive.readUInt16LE(at + 8),
      archive.readUInt32LE(at + 14),
      archive.readUInt32LE(at + 22),
    ];
    const packed = archive.subarray(dataAt, end);
    const content = unpack(packed, method);
    const isIntact = content !== null && content.length === bytes && crc32(content) === crc;
    members.push({ name, packed, content, isIntact, at, dataAt });
    entries.push({ name, method, packed, crc, bytes });
    at = end;
  }
  return { members, firstStrangeByte: firstDifference(archive, zip(entries)) };
}

function unpack(packed: Buffer, method: number): Buffer | null {
  if (method === STORED) return packed;
  try {
    return method === DEFLATED ? inflateRawSync(packed, { maxOutputLength: MOST_BYTES }) : null;
  } catch {
    return null;
  }
}

function firstDifference(one: Buffer, other: Buffer): number | null {
  if (one.equals(other)) return null;
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) if (one[at] !== other[at]) return at;
  return length;
}

function shorts(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) buffer.writeUInt16LE(value, index * 2);
  return buffer;
}

function longs(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) buffer.writeUInt32LE(value, index * 4);
  return buffer;
}
