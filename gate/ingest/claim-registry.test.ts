import { expect, test } from 'vitest';
import { parseClaimRegistry } from './claim-registry.ts';

const contrast = {
  kind: 'requests',
  with: { label: 'cache', switches: { cache: 'l1l2' } },
  without: { label: 'none', switches: { cache: 'off' } },
  nets: ['0', 'zone'],
  load: { routes: [{ route: 'GET /', path: '/' }], zipf: 1, rate: 50, blocks: 24, requests: 10, warmUp: 10 },
};
const claim = {
  id: 'K8.l1',
  document: '002',
  place: 'Cache',
  says: '<50 ms',
  reading: null,
  contrast: 'cache',
  rule: { kind: 'limit', metric: 'latency.p95', below: 50 },
};
const contrasts = (value: unknown) => ({
  name: 'contrasts.json',
  text: JSON.stringify({ contrasts: { cache: value } }),
});
const claims = (...values: readonly unknown[]) => ({ name: '002.json', text: JSON.stringify({ claims: values }) });

test('files of contrasts and of claims make one registry', () => {
  const registry = parseClaimRegistry([claims(claim), contrasts(contrast)]);
  expect(registry).toEqual({ contrasts: { cache: contrast }, claims: [claim] });
});

test.each([
  ['what is no JSON', [{ name: '002.json', text: '{' }], '002.json is no part of a claim registry: it is no JSON.'],
  [
    'an unknown field',
    [claims({ ...claim, extra: 1 }), contrasts(contrast)],
    '002.json is no part of a claim registry: claims.0: Unrecognized key: "extra".',
  ],
  [
    'an id of another form',
    [claims({ ...claim, id: 'eight' }), contrasts(contrast)],
    'claims.0.id: is not like K8 or K8.l1',
  ],
  [
    'two limits',
    [claims({ ...claim, rule: { ...claim.rule, above: 3 } }), contrasts(contrast)],
    'a limit has exactly one of "below" and "above"',
  ],
  [
    'no limit',
    [claims({ ...claim, rule: { kind: 'change', metric: 'latency.p50' } }), contrasts(contrast)],
    'a change has exactly one of "atMost" and "atLeast"',
  ],
  [
    'a contrast that is nowhere',
    [claims({ ...claim, contrast: 'cash' }), contrasts(contrast)],
    '002.json is no part of a claim registry: the claim K8.l1 names the contrast "cash", and there is none.',
  ],
  ['the same claim twice', [claims(claim, claim), contrasts(contrast)], 'the claim K8.l1 is in 002.json too'],
  [
    'the same contrast twice',
    [contrasts(contrast), contrasts(contrast), claims(claim)],
    'the contrast "cache" is there twice',
  ],
  [
    'a load without a rate',
    [contrasts({ ...contrast, load: { ...contrast.load, rate: undefined } }), claims(claim)],
    'a load has exactly one of "rate" and "clients"',
  ],
  [
    'a network that there is none of',
    [contrasts({ ...contrast, nets: ['moon'] }), claims(claim)],
    'contrasts.cache.nets.0: Invalid option',
  ],
  ['no claim at all', [contrasts(contrast)], 'there is not one claim'],
])('%s is refused in one sentence that names the place', (_, files, sentence) => {
  expect(() => parseClaimRegistry(files)).toThrow(
    expect.objectContaining({ code: 'CLAIMS_INVALID', message: expect.stringContaining(sentence) }),
  );
});
