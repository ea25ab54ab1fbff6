/** A content coding that this server can make, in the order in which it prefers them at equal weight: best ratio first. */
export type Encoding = 'br' | 'zstd' | 'gzip' | 'deflate';

export const ENCODINGS: readonly Encoding[] = ['br', 'zstd', 'gzip', 'deflate'];

/** What a client accepts. */
export interface EncodingChoice {
  /** The coding it wants most among ours; `null`: the bytes as they are. */
  readonly best: Encoding | null;
  /** It asked not to get the bytes as they are. */
  readonly isIdentityRefused: boolean;
}

const AS_IS: EncodingChoice = { best: null, isIdentityRefused: false };
const MEMO_SIZE = 100;
const MEMO_LENGTH = 200;

/**
 * Reads an Accept-Encoding header (RFC 9110 §12.5.3): the highest weight wins, ours in order of preference where weights
 * are equal; "identity" counts as least wanted unless it is named. An entry that cannot be read is left out.
 */
export function negotiateEncoding(
  header: string | undefined,
  offered: readonly Encoding[] = ENCODINGS,
): EncodingChoice {
  if (header === undefined || header === '') return AS_IS;
  const memo = memoOf(offered);
  const known = memo.get(header);
  if (known !== undefined) return known;
  const choice = choose(parseWeights(header), offered);
  if (header.length <= MEMO_LENGTH) {
    // Few clients, few headers; whoever sends many makes it start again.
    if (memo.size >= MEMO_SIZE) memo.clear();
    memo.set(header, choice);
  }
  return choice;
}

type Memo = Map<string, EncodingChoice>;

const mainMemo: Memo = new Map();
const otherMemos = new WeakMap<readonly Encoding[], Memo>();

/** What was chosen of these codings before; the lists that are offered are few, and constants. */
function memoOf(offered: readonly Encoding[]): Memo {
  if (offered === ENCODINGS) return mainMemo;
  const held = otherMemos.get(offered);
  if (held !== undefined) return held;
  const made: Memo = new Map();
  otherMemos.set(offered, made);
  return made;
}

function parseWeights(header: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const entry of header.toLowerCase().split(',')) {
    const match = /^[ \t]*([!#$%&'*+.^_`|~0-9a-z-]+)[ \t]*(?:;[ \t]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?[ \t]*$/.exec(
      entry,
    );
    if (match?.[1] === undefined) continue;
    const coding = match[1] === 'x-gzip' ? 'gzip' : match[1];
    weights.set(coding, match[2] === undefined ? 1 : Number(match[2]));
  }
  return weights;
}

function choose(weights: ReadonlyMap<string, number>, offered: readonly Encoding[]): EncodingChoice {
  const others = weights.get('*');
  const identity = weights.get('identity') ?? others;
  let best: Encoding | null = null;
  let most = 0;
  for (const encoding of offered) {
    const weight = weights.get(encoding) ?? others ?? 0;
    if (weight > most) {
      most = weight;
      best = encoding;
    }
  }
  const isNamedIdentityBetter = (weights.get('identity') ?? 0) > most;
  return { best: isNamedIdentityBetter ? null : best, isIdentityRefused: identity === 0 };
}
