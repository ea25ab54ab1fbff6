/**
 * A value as it lies in L2: one byte naming the format, eight for the time of expiry, then the value's bytes. The expiry
 * travels along so that a reader's L1 keeps the value for what is left of its life and not for a whole new one.
 */
const FORMAT_PLAIN = 1;
const HEADER_BYTES = 9;

/** `expiresAtWallMs`: ms since 1970. */
export function sealEnvelope(payload: Buffer, expiresAtWallMs: number): Buffer {
  const sealed = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
  sealed.writeUInt8(FORMAT_PLAIN, 0);
  sealed.writeDoubleLE(expiresAtWallMs, 1);
  payload.copy(sealed, HEADER_BYTES);
  return sealed;
}

/**
 * `undefined` for bytes that `sealEnvelope` did not make. The payload is a copy: what a client hands out is often a
 * window on a network chunk thirty times its size, which a cache would keep alive.
 */
export function openEnvelope(sealed: Buffer): { payload: Buffer; expiresAtWallMs: number } | undefined {
  if (sealed.length < HEADER_BYTES || sealed[0] !== FORMAT_PLAIN) return undefined;
  const payload = Buffer.allocUnsafeSlow(sealed.length - HEADER_BYTES);
  sealed.copy(payload, 0, HEADER_BYTES);
  return { payload, expiresAtWallMs: sealed.readDoubleLE(1) };
}
