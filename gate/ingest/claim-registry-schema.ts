import { z } from 'zod';

const name = z.string().min(1);
const variables = z.record(name, z.string());
const count = z.int().min(1);

const variant = z.strictObject({
  label: name,
  switches: z.record(name, z.unknown()).exactOptional(),
  headers: variables.exactOptional(),
  env: variables.exactOptional(),
});

const route = z.strictObject({
  route: name,
  path: z.string().startsWith('/'),
  weight: z.number().positive().exactOptional(),
  headers: variables.exactOptional(),
  role: name.exactOptional(),
});

const load = z
  .strictObject({
    routes: z.array(route).min(1),
    zipf: z.number().min(0).max(5),
    rate: z.number().positive().exactOptional(),
    clients: count.max(1_000).exactOptional(),
    blocks: count.max(1_000),
    requests: count.max(100_000),
    warmUp: z.int().min(0).max(1_000_000),
  })
  .refine(({ rate, clients }) => (rate === undefined) !== (clients === undefined), {
    message: 'a load has exactly one of "rate" and "clients"',
  });

const loadContrast = z.strictObject({
  kind: z.enum(['requests', 'blocks']),
  with: variant,
  without: variant,
  nets: z.array(z.enum(['0', 'zone', 'region'])).min(1),
  services: z.record(name, z.unknown()).exactOptional(),
  env: variables.exactOptional(),
  needs: z.array(name).exactOptional(),
  load,
});

const label = z.strictObject({ label: name });

const probe = z.strictObject({
  kind: z.literal('probe'),
  with: label,
  without: label,
  command: z.array(name).min(1),
  seconds: z.number().positive().max(3_600),
});

export const contrast = z.discriminatedUnion('kind', [loadContrast, probe]);

const metric = { metric: name, route: name.exactOptional() };
const limit = z.number();

const rule = z.discriminatedUnion('kind', [
  z
    .strictObject({ kind: z.literal('limit'), ...metric, below: limit.exactOptional(), above: limit.exactOptional() })
    .refine(({ below, above }) => (below === undefined) !== (above === undefined), {
      message: 'a limit has exactly one of "below" and "above"',
    }),
  z
    .strictObject({
      kind: z.literal('change'),
      ...metric,
      atMost: limit.min(-1).exactOptional(),
      atLeast: limit.min(-1).exactOptional(),
    })
    .refine(({ atMost, atLeast }) => (atMost === undefined) !== (atLeast === undefined), {
      message: 'a change has exactly one of "atMost" and "atLeast"',
    }),
  z.strictObject({ kind: z.literal('difference'), ...metric, atMost: limit }),
  z.strictObject({ kind: z.literal('slope'), metric: name, scale: z.enum(['linear', 'log']), atMost: limit }),
]);

export const claim = z.strictObject({
  id: z.string().regex(/^[A-Z]\d{1,2}(\.[a-z0-9-]+)*$/, 'is not like K8 or K8.l1'),
  document: name,
  place: name,
  says: name,
  reading: z.string().min(1).nullable(),
  contrast: name,
  rule,
});

export const contrastsFile = z.strictObject({ contrasts: z.record(name, contrast) });
export const claimsFile = z.strictObject({ claims: z.array(claim).min(1) });
