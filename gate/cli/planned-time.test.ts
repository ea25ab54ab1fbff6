import { expect, test } from 'vitest';
import { sampleClaims } from '../../reports/golden/sample-claims.ts';
import type { ClaimLoad, ClaimRegistry, ClaimsRecord, LoadContrast, Net } from '../core/model/claim.ts';
import { NO_EVIDENCE } from '../ingest/suite-measurement.ts';
import { plannedText } from './console/claims-progress.ts';
import { plannedTime } from './planned-time.ts';

const LOAD: ClaimLoad = { routes: [], zipf: 1, rate: 200, blocks: 24, requests: 40, warmUp: 0 };
const variant = { label: 'x' };
const contrast = (load: ClaimLoad = LOAD, nets: readonly Net[] = ['0', 'zone']): LoadContrast => ({
  ...{ kind: 'requests', with: variant, without: variant, nets, load },
});
const { rate: _, ...closed } = LOAD;

const REGISTRY: ClaimRegistry = {
  contrasts: { open: contrast(), closed: contrast({ ...closed, clients: 8 }, ['0']) },
  claims: ['open', 'closed'].map((name, index) => ({
    ...{ id: `K${index + 1}`, document: '004', place: '', says: '', reading: null, contrast: name },
    rule: { kind: 'limit', metric: 'latency.p50', below: 50 },
  })),
};

function earlier(
  times: readonly (readonly [string, Net, number])[],
  changed: Partial<ClaimsRecord> = {},
): ClaimsRecord {
  const side = { series: [], evidence: NO_EVIDENCE };
  return {
    ...sampleClaims,
    registry: REGISTRY,
    measurements: times.map(([name, net, seconds]) => ({
      ...{ contrast: name, net, seconds, startedAt: '', looks: { taken: 1, planned: 3 }, problems: [], facts: {} },
      ...{ with: side, without: side },
    })),
    ...changed,
  };
}

const plan = { registry: REGISTRY, net: null, isQuick: false };

test('what was never measured takes as long as its load by the clock; of closed loops nobody knows', () => {
  const planned = plannedTime(plan, []);
  expect(planned).toEqual({ measurements: 3, seconds: 19.2, unknown: 1 });
  expect(plannedText(planned)).toBe('3 measurements: about 19.2 s, and 1 never timed here before');
});

test('what was measured takes as long as it took the last time', () => {
  const newest = earlier([['open', '0', 4]]);
  const older = earlier([
    ['open', '0', 99],
    ['open', 'zone', 6],
    ['closed', '0', 2],
  ]);
  const planned = plannedTime(plan, [newest, older]);
  expect(planned).toEqual({ measurements: 3, seconds: 12, unknown: 0 });
  expect(plannedText(planned)).toBe('3 measurements: about 12 s');
});

test('another contrast of the same name, or one that was measured in small, says nothing', () => {
  const other = earlier([['closed', '0', 2]], { registry: { ...REGISTRY, contrasts: { closed: contrast() } } });
  const small = earlier([['closed', '0', 2]], { isQuick: true });
  expect(plannedTime(plan, [other, small]).unknown).toBe(1);
  expect(plannedTime({ ...plan, isQuick: true }, [small])).toEqual({ measurements: 2, seconds: 4.4, unknown: 0 });
});
