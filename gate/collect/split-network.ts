import { isIPv4 } from 'node:net';

/** An address as a number, and how many bits it has. */
interface Bits {
  readonly value: bigint;
  readonly width: 32 | 128;
}

/**
 * A network (`2000::/3`) without some addresses: the largest networks that hold everything else of it. Addresses of the other
 * family, and those outside, take nothing away.
 */
export function splitNetwork(network: string, addresses: readonly string[]): readonly string[] {
  const [text = '', length = ''] = network.split('/');
  const { value, width } = parseAddress(text);
  const holes = addresses
    .map(parseAddress)
    .filter((hole) => hole.width === width)
    .map((hole) => hole.value);
  return without({ value, width }, Number(length), holes).map((part) => `${format(part)}/${part.length}`);
}

interface Part extends Bits {
  readonly length: number;
}

function without(bits: Bits, length: number, holes: readonly bigint[]): readonly Part[] {
  const { value, width } = bits;
  const rest = BigInt(width - length);
  const inside = holes.filter((hole) => hole >> rest === value >> rest);
  if (inside.length === 0) return [{ ...bits, length }];
  if (length === width) return [];
  const upper = value | (1n << (rest - 1n));
  return [value, upper].flatMap((half) => without({ value: half, width }, length + 1, inside));
}

/** An IPv4 address inside IPv6 (`::ffff:192.0.2.7`) is the IPv4 address: that is where a connection to it goes. */
function parseAddress(text: string): Bits {
  const embedded = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1] ?? text;
  if (isIPv4(embedded)) return { value: joined(embedded.split('.').map(BigInt), 8n), width: 32 };
  // URL spells every IPv6 address in one way, without dotted parts.
  const [head = '', tail] = new URL(`http://[${text.replace(/%.*$/, '')}]`).hostname.slice(1, -1).split('::');
  const before = groups(head);
  const after = groups(tail ?? '');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0n);
  return { value: joined([...before, ...zeros, ...after], 16n), width: 128 };
}

function groups(text: string): readonly bigint[] {
  return text === '' ? [] : text.split(':').map((group) => BigInt(`0x${group}`));
}

function joined(parts: readonly bigint[], bits: bigint): bigint {
  return parts.reduce((sum, part) => (sum << bits) | part, 0n);
}

function format({ value, width }: Bits): string {
  const bits = width === 32 ? 8n : 16n;
  const mask = (1n << bits) - 1n;
  const parts = Array.from({ length: width / Number(bits) }, (_, index) => (value >> (bits * BigInt(index))) & mask);
  const text = parts.reverse().map((part) => part.toString(width === 32 ? 10 : 16));
  return text.join(width === 32 ? '.' : ':');
}
