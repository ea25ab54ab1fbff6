/** Text of UTF-8 bytes; bytes that are not UTF-8 are read as Latin-1 instead, so that nothing throws and nothing is lost. */
export function utf8Text(bytes: Uint8Array): string {
  let text = '';
  let isAscii = true;
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
    if (byte > 127) isAscii = false;
  }
  if (isAscii) return text;
  try {
    return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return text;
  }
}
