import type { FastifyInstance } from 'fastify';
import type { DomainContext } from '../../domain.ts';
import { HttpError } from '../../http/http-error.ts';
import { pathId } from '../../http/path-id.ts';
import { cacheKeys, cacheTags } from './cache-keys.ts';
import { type Mapping, parseMappingChange, refuseUnkeepable } from './mapping.ts';
import type { OpalTtl } from './opal-domain.ts';
import { configurationOf } from './opal-statements.ts';
import { MAPPING_TYPES, type MappingType, OPAL_DOMAINS, type OpalDomain, oneOf, oneOfOrAll } from './opal-words.ts';

const LIST_COLUMNS = 'id, type, domain, partner, name, is_active AS "isActive", version, updated_at AS "updatedAt"';
const COLUMNS = `${LIST_COLUMNS}, config`;

interface MappingFilter {
  readonly type: MappingType | null;
  readonly domain: OpalDomain | null;
}

/** GET /api/opal/mappings, GET and PUT /api/opal/mappings/:id, GET /api/mappings/:type, GET /api/opal/coordination/:domain. */
export function registerMappingRoutes(
  app: FastifyInstance,
  { cachedGet, pool, cache, guard, count }: DomainContext,
  ttl: OpalTtl,
): void {
  // No pages: a mapping can be changed and none be added.
  cachedGet<MappingFilter>({
    url: '/api/opal/mappings',
    input: ({ query }) => {
      const { type, domain } = query as Readonly<Record<string, unknown>>;
      return {
        type: oneOfOrAll(MAPPING_TYPES, 'type', type),
        domain: oneOfOrAll(OPAL_DOMAINS, 'domain', domain),
      };
    },
    key: ({ type, domain }) => cacheKeys.mappings(type, domain),
    ttlSeconds: ttl.mappingsSeconds,
    tags: ({ type }) => (type === null ? MAPPING_TYPES : [type]).map(cacheTags.type),
    hot: [null, ...MAPPING_TYPES].map((type) => ({ type, domain: null })),
    async load({ type, domain }, timing) {
      const text = `
        SELECT ${LIST_COLUMNS} FROM opal.mappings
        WHERE ($1::text IS NULL OR type = $1) AND ($2::text IS NULL OR domain = $2) ORDER BY id`;
      return {
        data: await pool.query({ name: 'mappings', text, values: [type, domain], timeout: 'cached' }, timing),
      };
    },
  });

  cachedGet<number>({
    url: '/api/opal/mappings/:id',
    input: pathId,
    key: cacheKeys.mapping,
    tags: (id) => [cacheTags.mapping(id)],
    ttlSeconds: ttl.mappingsSeconds,
    async load(id, timing) {
      const text = `SELECT ${COLUMNS} FROM opal.mappings WHERE id = $1`;
      const [mapping] = await pool.query<Mapping>({ name: 'mapping', text, values: [id], timeout: 'cached' }, timing);
      if (mapping === undefined) throw noSuchMapping(id);
      return { data: mapping };
    },
  });

  cachedGet<MappingType>({
    url: '/api/mappings/:type',
    input: ({ params }) => oneOf(MAPPING_TYPES, 'type', (params as { readonly type?: string }).type),
    key: cacheKeys.configuration,
    ttlSeconds: ttl.mappingsSeconds,
    tags: (type) => [cacheTags.type(type)],
    hot: MAPPING_TYPES,
    async load(type, timing) {
      return { data: { type, domains: await pool.query(configurationOf(type), timing) } };
    },
  });

  cachedGet<OpalDomain>({
    url: '/api/opal/coordination/:domain',
    input: ({ params }) => oneOf(OPAL_DOMAINS, 'domain', (params as { readonly domain?: string }).domain),
    key: cacheKeys.coordination,
    ttlSeconds: ttl.coordinationSeconds,
    tags: (domain) => [cacheTags.domain(domain)],
    hot: OPAL_DOMAINS,
    async load(domain, timing) {
      const text = `
        SELECT CASE WHEN domain = $1 THEN partner ELSE domain END AS partner, type, count(*)::int AS mappings
        FROM opal.mappings WHERE (domain = $1 OR partner = $1) AND is_active GROUP BY 1, 2 ORDER BY 1, 2`;
      const partners = await pool.query({ name: 'coordination', text, values: [domain], timeout: 'cached' }, timing);
      return { data: { domain, partners } };
    },
  });

  app.put('/api/opal/mappings/:id', { onRequest: guard('technical_admin') }, async (request) => {
    const id = pathId(request);
    const { name, config, isActive } = parseMappingChange(request.body);
    const text = `
      UPDATE opal.mappings SET name = $2, config = $3, is_active = $4, version = version + 1, updated_at = now()
      WHERE id = $1 RETURNING ${COLUMNS}`;
    const values = [id, name, JSON.stringify(config), isActive];
    const statement = { name: 'put-mapping', text, values, timeout: 'critical' } as const;
    const [mapping] = await pool.query<Mapping>(statement, request.timing).catch(refuseUnkeepable);
    if (mapping === undefined) throw noSuchMapping(id);
    count('mappings changed');
    const { type, domain, partner } = mapping;
    // By tags and not by keys: another server may be about to keep what it has read before.
    const ofDomains = [cacheTags.domain(domain), cacheTags.domain(partner)];
    await cache.deleteTags(cacheTags.mapping(id), cacheTags.type(type), ...ofDomains);
    return { data: mapping };
  });
}

function noSuchMapping(id: number): HttpError {
  return new HttpError({ statusCode: 404, code: 'MAPPING_NOT_FOUND', message: `there is no mapping ${id}` });
}
