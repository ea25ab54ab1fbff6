import { readBulkStyle } from '../bulk/insert-rows.ts';
import { ADMISSIONS } from '../cache/open-entry-store.ts';
import { ENCODINGS } from '../http/accept-encoding.ts';
import { CODERS, type Coding } from '../http/codings.ts';
import { fieldsOf } from '../http/fields.ts';
import type { HandlerFaults } from '../server-config.ts';
import { MAX_BUSY_US, MAX_DELAY_MS, readHandlerFaults } from './handler-faults.ts';

/** One switch: what it may be set to, in words, and how a value is read; `undefined`: it is none of them. */
interface Switch<Value> {
  readonly allowed: string;
  readonly read: (given: unknown) => Value | undefined;
}

const CODING_WORDS = ENCODINGS.map((encoding) => `${encoding} (${CODERS[encoding].levels.join(' to ')})`).join(', ');

/** Every switch of one request. A variant that leaves one out has it as the server is set. */
const SWITCHES = {
  domains: { allowed: 'a list of names of domains, those whose pools are opened', read: names },
  cache: oneOf('l1l2', 'l1', 'l2', 'off'),
  'cache.admission': oneOf(...ADMISSIONS),
  'cache.codec': oneOf('none', 'gzip-1', 'br-4', 'zstd-3'),
  'cache.singleflight': oneOf('on', 'off'),
  'cache.grace': oneOf('on', 'off'),
  'cache.jitter': oneOf('on', 'off'),
  'cache.xfetch': oneOf('on', 'off'),
  'cache.negative': oneOf('on', 'off'),
  'cache.breaker': oneOf('on', 'off'),
  pool: oneOf('on', 'off'),
  'pool.size': { allowed: 'a whole number from 1 to 100', read: (given) => wholeWithin(given, 1, 100) },
  prepared: oneOf('on', 'off'),
  compression: { allowed: `off, or ${CODING_WORDS}, with or without a level: br-4`, read: compression },
  precompressed: oneOf('on', 'off'),
  etag: oneOf('weak', 'off'),
  indexes: oneOf('seed', 'none'),
  partition: oneOf('on', 'off'),
  pagination: oneOf('keyset', 'keyset-or', 'offset'),
  count: oneOf('none', 'estimate', 'exact'),
  stream: {
    allowed: 'cursor, cursor-<rows>, 1 to 9999 at a time, or buffer',
    read: (given) => (typeof given === 'string' && chunkOf(given) !== undefined ? given : undefined),
  },
  bulk: {
    allowed: 'unnest, unnest-<rows>, values, values-<rows>, 1 to 9999 a statement, parallel or single',
    read: (given) => (typeof given === 'string' && readBulkStyle(given) !== undefined ? given : undefined),
  },
  'fault.handler': {
    allowed: `off, or {"busyUs": 0 to ${MAX_BUSY_US}, "delayMs": 0 to ${MAX_DELAY_MS}, "errorShare": 0 to 1, "hasExtraSql": true}`,
    read: faults,
  },
} as const satisfies Readonly<Record<string, Switch<unknown>>>;

type Table = typeof SWITCHES;

/** What a variant is set to. */
export type Switches = { readonly [Name in keyof Table]?: NonNullable<ReturnType<Table[Name]['read']>> };

/** Reads `{"cache": "off", "pool.size": 5}`. A text instead says what is wrong with it and what is allowed. */
export function readSwitches(given: unknown): Switches | string {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return 'switches are a JSON object';
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fieldsOf(given))) {
    if (!isSwitch(name))
      return `there is no switch ${JSON.stringify(name)}; there are ${Object.keys(SWITCHES).join(', ')}`;
    read[name] = SWITCHES[name].read(value);
    if (read[name] === undefined) return `${name} is ${SWITCHES[name].allowed}`;
  }
  if (read.pool === 'off' && read['pool.size'] !== undefined) return 'pool.size means nothing where pool is off';
  // Each value was read by the switch of its name.
  return read as Switches;
}

function isSwitch(name: string): name is keyof Table {
  return Object.hasOwn(SWITCHES, name);
}

function oneOf<Word extends string>(...words: readonly Word[]): Switch<Word> {
  return { allowed: words.join(' or '), read: (given) => words.find((word) => word === given) };
}

function wholeWithin(given: unknown, least: number, most: number): number | undefined {
  return typeof given === 'number' && Number.isInteger(given) && given >= least && given <= most ? given : undefined;
}

function compression(given: unknown): string | undefined {
  return typeof given === 'string' && (given === 'off' || codingOf(given) !== undefined) ? given : undefined;
}

/** `br-4`, or `br` at the level at which bodies are encoded; `undefined`: it is no coding of ours. */
export function codingOf(text: string): Coding | undefined {
  const [, word, digits] = /^([a-z]+)(?:-(\d{1,2}))?$/.exec(text) ?? [];
  const encoding = ENCODINGS.find((known) => known === word);
  if (encoding === undefined) return undefined;
  const { levels, bodyLevel } = CODERS[encoding];
  const level = digits === undefined ? bodyLevel : Number(digits);
  return level >= levels[0] && level <= levels[1] ? { encoding, level } : undefined;
}

/** Rows that a cursor fetches at a time: `cursor-100`; `null`: as it is asked for; `all`: there is none, all are read at once. */
export function chunkOf(text: string): number | 'all' | null | undefined {
  if (text === 'buffer') return 'all';
  const [isOne, digits] = /^cursor(?:-([1-9]\d{0,3}))?$/.exec(text) ?? [];
  if (isOne === undefined) return undefined;
  return digits === undefined ? null : Number(digits);
}

function faults(given: unknown): HandlerFaults | undefined {
  const read = readHandlerFaults(given === 'off' ? {} : given);
  return typeof read === 'string' ? undefined : read;
}

function names(given: unknown): readonly string[] | undefined {
  const isList = Array.isArray(given) && given.length > 0 && given.every((name) => typeof name === 'string');
  return isList ? given : undefined;
}
