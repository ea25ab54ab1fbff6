import { z } from 'zod';
import type { ClaimsRecord } from '../core/model/claim.ts';
import { claim, contrast } from './claim-registry-schema.ts';
import { environment, evidence, facts, git, id, name, nullable, problem, series, warning } from './record-parts.ts';
import { parseDocument } from './stored-document.ts';

const net = nullable(z.enum(['0', 'zone', 'region']));
const bounds = nullable(z.tuple([z.number(), z.number()]));
const looks = z.int().min(1).max(3);
const variant = z.object({ series: z.array(series), evidence });
const side = z.object({ value: nullable(z.number()), interval: bounds, n: z.number().min(0) });

const claimsRecordSchema = z.object({
  format: z.literal('loadline-claims'),
  version: z.literal(1),
  id,
  startedAt: z.iso.datetime(),
  subject: z.object({ name, facts }),
  manifest: z.object({
    command: z.array(z.string()),
    loadlineVersion: name,
    seed: nullable(z.number()),
    git,
    endedAt: z.iso.datetime(),
  }),
  environment,
  isQuick: z.boolean(),
  registry: z.object({ contrasts: z.record(name, contrast), claims: z.array(claim) }),
  measurements: z.array(
    z.object({
      contrast: name,
      net,
      startedAt: z.iso.datetime(),
      seconds: z.number().min(0),
      // Records from before contrasts could end early.
      looks: z.object({ taken: looks, planned: looks }).default({ taken: 1, planned: 1 }),
      with: variant,
      without: variant,
      problems: z.array(problem),
      facts,
    }),
  ),
  results: z.array(
    z.object({
      id: name,
      net,
      verdict: z.enum(['confirmed', 'refuted', 'not discriminating', 'inconclusive', 'invalid']),
      reason: z.string(),
      unit: z.string(),
      with: side,
      without: side,
      effect: nullable(z.object({ change: z.number(), interval: bounds })),
      warnings: z.array(warning),
    }),
  ),
});

/** A stored record of claims, checked; `name` is for the error. Throws GateError RECORD_UNREADABLE or RECORD_TOO_NEW. */
export function parseClaimsRecord(text: string, name: string): ClaimsRecord {
  return parseDocument(text, name, {
    format: 'loadline-claims',
    called: 'record of claims',
    version: 1,
    upgrades: {},
    schema: claimsRecordSchema,
  });
}
