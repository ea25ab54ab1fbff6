import { ServerError } from '../server-error.ts';
import type { Effective } from './overlay.ts';

const PARTS = ['redis.host', 'redis.port', 'redis.password', 'redis.db'] as const;

/**
 * The Redis that is to be used: REDIS_URL, or what REDIS_HOST, REDIS_PORT, REDIS_PASSWORD and REDIS_DB come to where one of them is
 * set; `null`: none is named. Throws ServerError CONFIG_INVALID where both ways name one, and repeats no value.
 */
export function redisUrlOf(settings: Effective): string | null {
  const url = settings['redis.url'].value;
  const isNamed = PARTS.some((name) => settings[name].source.startsWith('variable '));
  if (!isNamed) return url;
  if (url !== null) {
    throw new ServerError({
      code: 'CONFIG_INVALID',
      message: 'REDIS_URL and REDIS_HOST, REDIS_PORT, REDIS_PASSWORD or REDIS_DB name a Redis each',
      advice: 'Set REDIS_URL, or the others.',
    });
  }
  const host = settings['redis.host'].value ?? 'localhost';
  const password = settings['redis.password'].value;
  const credentials = password === null ? '' : `:${encodeURIComponent(password)}@`;
  const address = host.includes(':') ? `[${host}]` : host;
  const made = `redis://${credentials}${address}:${settings['redis.port'].value}/${settings['redis.db'].value}`;
  if (URL.canParse(made) && new URL(made).hostname === address) return made;
  throw new ServerError({
    code: 'CONFIG_INVALID',
    message: 'REDIS_HOST is no name or address of a host',
    advice: 'Set it to the host alone: localhost, 192.0.2.7, redis.example.',
  });
}
