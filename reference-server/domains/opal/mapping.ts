import { DatabaseError } from 'pg';
import { isFields } from '../../http/fields.ts';
import { HttpError } from '../../http/http-error.ts';
import type { MappingType, OpalDomain } from './opal-words.ts';

export interface MappingChange {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly isActive: boolean;
}

export interface Mapping extends MappingChange {
  readonly id: number;
  readonly type: MappingType;
  readonly domain: OpalDomain;
  readonly partner: OpalDomain;
  /** How often it has been written. */
  readonly version: number;
}

export const LONGEST_NAME = 200;
const LARGEST_CONFIG = 20_000;
const FIELDS = ['name', 'config', 'isActive'];

/** What PUT may say of a mapping, all of it; type, domain and partner stay. Throws HttpError 400 INVALID_MAPPING. */
export function parseMappingChange(body: unknown): MappingChange {
  if (!isFields(body)) throw invalid('the body is a JSON object');
  const stranger = Object.keys(body).find((name) => !FIELDS.includes(name));
  if (stranger !== undefined) throw invalid(`there is no field ${JSON.stringify(stranger)} to write`);
  const { name, config, isActive } = body;
  if (typeof name !== 'string' || name.trim() === '' || name.length > LONGEST_NAME || name.includes('\0')) {
    throw invalid(`name is text of 1 to ${LONGEST_NAME} characters`);
  }
  if (!isFields(config)) throw invalid('config is a JSON object');
  if (JSON.stringify(config).length > LARGEST_CONFIG)
    throw invalid(`config is longer than ${LARGEST_CONFIG} characters`);
  if (typeof isActive !== 'boolean') throw invalid('isActive is true or false');
  return { name, config, isActive };
}

/** Passes on what the database says, but for JSON that it cannot hold (U+0000, half a character, no end of depth). */
export function refuseUnkeepable(error: unknown): never {
  if (!(error instanceof DatabaseError && ['22P02', '22P05', '54001'].includes(error.code ?? ''))) throw error;
  throw invalid('config holds what PostgreSQL cannot keep as JSON', error);
}

function invalid(message: string, cause?: unknown): HttpError {
  return new HttpError({ statusCode: 400, code: 'INVALID_MAPPING', message, cause });
}
