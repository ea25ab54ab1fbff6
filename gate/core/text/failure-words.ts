/** What k6's codes of requests without an answer mean ("Error codes", k6 docs v2.2). */
const K6_CODES: Readonly<Record<string, string>> = {
  1000: 'unspecific, often a dropped connection',
  1010: 'network error',
  1020: 'invalid URL',
  1050: 'timed out',
  1100: 'name not resolved',
  1101: 'no such host',
  1110: 'address not allowed',
  1111: 'host name not allowed',
  1200: 'TCP error',
  1201: 'connection closed by the other side',
  1202: 'TCP error',
  1210: 'not connected',
  1211: 'timed out while connecting',
  1212: 'connection refused',
  1213: 'not connected',
  1220: 'connection reset',
  1310: 'unknown certificate authority',
  1311: 'certificate of another host',
  1701: 'body not decompressed',
};

/** Codes without a name of their own, by their hundreds. */
const K6_RANGES: Readonly<Record<string, string>> = { 13: 'TLS error', 16: 'HTTP/2 error' };

/** A status or a tool's error code as people read it: `503`, `1212 (connection refused)`; `0`: no answer and no code. */
export function failureWords(status: string): string {
  if (status === '0') return '0 (no answer)';
  if (!/^\d{4}$/.test(status)) return status;
  const words = K6_CODES[status] ?? K6_RANGES[status.slice(0, 2)];
  return words === undefined ? status : `${status} (${words})`;
}
