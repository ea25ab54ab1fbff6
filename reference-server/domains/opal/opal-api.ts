import { readOfOne } from '../../http/open-api/common-routes.ts';
import type { ApiDescription } from '../../http/open-api/route-description.ts';
import { anyObject, count, data, id, list, object, ok, oneOf, text, time, whole } from '../../http/open-api/schemas.ts';
import { LONGEST_NAME } from './mapping.ts';
import { MAPPING_TYPES, METRICS_WINDOWS, OPAL_DOMAINS } from './opal-words.ts';
import { LEVELS } from './rule-routes.ts';

const type = oneOf(MAPPING_TYPES);
const domain = oneOf(OPAL_DOMAINS);
const name = text(LONGEST_NAME);
const listed = {
  id,
  type,
  domain,
  partner: domain,
  name,
  isActive: { type: 'boolean' },
  version: count,
  updatedAt: time,
};
const mapping = object({ ...listed, config: anyObject });
const number = { type: 'number' };

/** What the API document tells of the OPAL domain. */
export const opalApi: ApiDescription = {
  tag: 'opal',
  isDomain: true,
  description: 'Mappings, rules and metrics of OPAL: document 000.',
  routes: {
    'GET /api/opal/mappings': {
      summary: 'All mappings, or those of a type or a domain, without their configuration',
      query: { type, domain },
      answers: ok('The mappings.', data(list(object(listed)))),
      errors: { INVALID_FILTER: 400 },
    },
    'GET /api/opal/mappings/:id': readOfOne('One mapping', mapping, 'MAPPING_NOT_FOUND'),
    'PUT /api/opal/mappings/:id': {
      summary: 'Writes what may be changed of a mapping, all of it',
      role: 'technical_admin',
      params: { id },
      body: object({ name, config: anyObject, isActive: { type: 'boolean' } }),
      answers: ok('The mapping as it is now.', data(mapping)),
      errors: { INVALID_ID: 400, INVALID_MAPPING: 400, MAPPING_NOT_FOUND: 404 },
    },
    'GET /api/mappings/:type': {
      summary: 'The configuration of all active mappings of a type, by domain',
      params: { type },
      answers: ok(
        'The configurations.',
        data(
          object({
            type,
            domains: list(object({ domain, mappings: list(object({ id, name, version: count, config: anyObject })) })),
          }),
        ),
      ),
      errors: { INVALID_FILTER: 400 },
    },
    'GET /api/opal/coordination/:domain': {
      summary: 'How a domain works together with others',
      params: { domain },
      answers: ok(
        'Its partners.',
        data(object({ domain, partners: list(object({ partner: domain, type, mappings: count })) })),
      ),
      errors: { INVALID_FILTER: 400 },
    },
    ...Object.fromEntries(
      Object.entries(LEVELS).map(([level, { from, to }]) => [
        `GET /api/rules/${level}`,
        {
          summary: `Active rules of ${level} priority, the most urgent first`,
          query: { domain },
          answers: ok(
            'The first hundred.',
            data(
              list(
                object({
                  id,
                  domain,
                  audience: { type: 'string' },
                  action: { type: 'string' },
                  priority: whole(from, to),
                }),
              ),
            ),
          ),
          errors: { INVALID_FILTER: 400 },
        },
      ]),
    ),
    'GET /api/metrics/:domain': {
      summary: 'What was measured in a domain, up to its newest measurement',
      params: { domain },
      query: { window: oneOf(METRICS_WINDOWS, { default: '24h' }) },
      answers: ok(
        'The metrics.',
        data(
          object({
            domain,
            window: oneOf(METRICS_WINDOWS),
            metrics: list(
              object({
                name: { type: 'string' },
                measurements: count,
                mean: number,
                least: number,
                most: number,
                p95: number,
              }),
            ),
          }),
        ),
      ),
      errors: { INVALID_FILTER: 400 },
    },
  },
};
