import { ROLES } from '../http/authentication.ts';
import type { ApiDescription, RouteDescription } from '../http/open-api/route-description.ts';
import { anyObject, data, object, ok, oneOf, share, whole } from '../http/open-api/schemas.ts';
import { MAX_BUSY_US, MAX_DELAY_MS } from './handler-faults.ts';
import { DEFAULT_SECONDS, LONGEST_SECONDS } from './token-route.ts';

const fault = {
  busyUs: whole(0, MAX_BUSY_US),
  delayMs: whole(0, MAX_DELAY_MS),
  hasExtraSql: { type: 'boolean' },
  errorShare: share,
};
const faults = object(fault, Object.keys(fault));
const network = { LAB_PROXY_OFF: 409 };

const routes: Readonly<Record<string, Omit<RouteDescription, 'isLab'>>> = {
  'PUT /lab/faults': {
    summary: 'Makes the handlers of all domains worse by a known amount; what the body leaves out is off',
    body: faults,
    answers: ok('What is in force.', faults),
    errors: { FAULTS_INVALID: 400 },
  },
  'POST /lab/token': {
    summary: 'A token for load generators and tests',
    body: object({ role: oneOf(ROLES), seconds: whole(1, LONGEST_SECONDS, { default: DEFAULT_SECONDS }) }, ['seconds']),
    answers: ok(
      'The token.',
      data(object({ token: { type: 'string' }, role: oneOf(ROLES), seconds: whole(1, LONGEST_SECONDS) })),
    ),
    errors: { TOKEN_REQUEST_INVALID: 400 },
  },
  'GET /lab/work': {
    summary: 'Where the work of all requests went since the start',
    answers: ok('The work.', anyObject),
  },
  'GET /lab/network': {
    summary: 'How far and how well PostgreSQL and Redis are reached',
    answers: ok('What is in force, with measured round trips.', anyObject),
    errors: network,
  },
  'PUT /lab/network': {
    summary:
      'Sets how far and how well PostgreSQL and Redis are reached; what the body leaves out is as without the lab',
    body: anyObject,
    answers: ok('What is in force, with measured round trips.', anyObject),
    errors: { ...network, NETWORK_INVALID: 400, NETWORK_REDIS_FOREIGN: 409, NETWORK_LOST: 503 },
  },
  'GET /lab/variants': {
    summary: 'The variants that are declared, and their totals',
    answers: ok('By id.', anyObject),
  },
  'PUT /lab/variants': {
    summary: 'Declares variants, by id; answers when pools, schemas and namespaces of them all are ready',
    body: anyObject,
    answers: ok('By id.', anyObject),
    errors: { LAB_VARIANTS_INVALID: 400, LAB_VARIANT_FAILED: 503 },
  },
  'DELETE /lab/variants': { summary: 'Forgets all variants', answers: { 204: { description: 'There are none.' } } },
};

/** What the API document tells of the lab. */
export const labApi: ApiDescription = {
  tag: 'lab',
  description:
    'Switches and faults for experiments. Needs the key `x-lab-key`, from this machine. With it, any request may ask for a declared variant by `x-lab-variant`.',
  routes: Object.fromEntries(Object.entries(routes).map(([name, route]) => [name, { ...route, isLab: true }])),
};
