const HEADER =
  'metric_name,timestamp,metric_value,error_code,expected_response,group,method,name,scenario,status,extra_tags,metadata\n';
const START_SECONDS = 1_795_000_000;

const ROUTES = [
  ['GET', 'GET /api/users'],
  ['GET', 'GET /api/users/:id'],
  ['GET', 'GET /api/users/:id/posts'],
  ['GET', 'GET /api/posts/:id'],
  ['POST', 'POST /api/posts'],
  ['GET', 'GET /api/large-report'],
  ['GET', 'GET /api/search'],
  ['PUT', 'PUT /api/users/:id'],
] as const;

/** Lines that one iteration of one request makes. */
export const LINES_PER_REQUEST = 13;

/** Seconds that are really made; longer runs repeat them with later times. */
const DIFFERENT_SECONDS = 10;
/** Digits of a time that change from one second to the next: whole seconds since 1970. */
const SECOND_DIGITS = 10;

/**
 * What k6 2.2 writes with `--system-tags=name,method,status,scenario,expected_response,error_code,group`: the header, then one
 * chunk a second of the run. Eight routes in turn, one request an iteration, 0.5 % of them failed, latencies log-normal
 * about a few ms. The same run makes the same bytes. A chunk is good until the next is asked for.
 */
export function* k6Lines(run: { seconds: number; requestsPerSecond: number }): Generator<Uint8Array> {
  const random = pseudoRandom(20_261_121);
  const chunks = Array.from({ length: DIFFERENT_SECONDS }, () => oneSecond(run.requestsPerSecond, random));
  yield Buffer.from(HEADER);
  for (let second = 0; second < run.seconds; second += 1) {
    const chunk = chunks[second % DIFFERENT_SECONDS] ?? oneSecond(run.requestsPerSecond, random);
    setSecond(chunk, START_SECONDS + second);
    yield chunk.bytes;
  }
}

interface Chunk {
  readonly bytes: Buffer;
  /** Where each line's time begins. */
  readonly times: readonly number[];
}

function oneSecond(requests: number, random: () => number): Chunk {
  const start = START_SECONDS * 1_000_000;
  let text = `vus,${start},20.000000,,,,,,,,,\nvus_max,${start},50.000000,,,,,,,,,\n`;
  for (let request = 0; request < requests; request += 1) {
    text += iteration(start + Math.floor((request / requests) * 999_000), request % ROUTES.length, random);
  }
  const times: number[] = [];
  for (let at = text.indexOf(','); at >= 0; at = text.indexOf(',', text.indexOf('\n', at))) times.push(at + 1);
  return { bytes: Buffer.from(text), times };
}

function setSecond({ bytes, times }: Chunk, second: number): void {
  const digits = Buffer.from(String(second));
  for (const at of times) {
    for (let digit = 0; digit < SECOND_DIGITS; digit += 1) bytes[at + digit] = digits[digit] ?? 0;
  }
}

function iteration(micros: number, route: number, random: () => number): string {
  const [method, name] = ROUTES[route] ?? ROUTES[0];
  const hasFailed = random() < 0.005;
  const duration = (1 + route) * Math.exp(0.6 * normal(random));
  const waiting = duration * 0.8;
  const tags = hasFailed
    ? `1503,false,::browse,${method},${name},load,503,,`
    : `,true,::browse,${method},${name},load,200,,`;
  const line = (metric: string, value: number) => `${metric},${micros},${value.toFixed(6)},${tags}\n`;
  const own = (metric: string, value: number) => `${metric},${micros + 90},${value.toFixed(6)},,,,,,load,,,\n`;
  return (
    line('http_reqs', 1) +
    line('http_req_duration', duration) +
    line('http_req_blocked', 0.002 + random() * 0.01) +
    line('http_req_connecting', 0) +
    line('http_req_tls_handshaking', 0) +
    line('http_req_sending', duration * 0.05) +
    line('http_req_waiting', waiting) +
    line('http_req_receiving', duration - waiting) +
    line('http_req_failed', hasFailed ? 1 : 0) +
    own('data_sent', 118) +
    own('data_received', Math.floor(400 + random() * 4000)) +
    own('iteration_duration', duration + 0.4) +
    own('iterations', 1)
  );
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Tommy Ettinger's mulberry32: enough for a workload, and the same everywhere. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
