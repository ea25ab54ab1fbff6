/** Text of UTF-8 bytes; bytes that are not UTF-8 are read as Latin-1 instead, so that nothing throws and nothing is lost. */
export function utf8Text(bytes: Uint8Array): string {
  let isAscii = true;
  let text = '';
  let escaped = '';
  for (const byte of bytes) {
    if (byte > 127) isAscii = false;
    text += String.fromCharCode(byte);
    escaped += `%${byte < 16 ? '0' : ''}${byte.toString(16)}`;
  }
  if (isAscii) return text;
  try {
    return decodeURIComponent(escaped);
  } catch {
    return text;
  }
}
