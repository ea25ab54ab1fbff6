import { expect, test } from 'vitest';
import type { ClaimLoad, ClaimRule } from '../../core/model/claim.ts';
import { planLoad } from './planned-load.ts';

const LOAD: ClaimLoad = { routes: [], zipf: 1, rate: 200, blocks: 24, requests: 40, warmUp: 0 };
const limit: ClaimRule = { kind: 'limit', metric: 'latency.p95', below: 85 };
const change: ClaimRule = { kind: 'change', metric: 'latency.mean', atMost: -0.5 };
const plan = (load: Partial<ClaimLoad>, rules: readonly ClaimRule[], isQuick = false) =>
  planLoad({ kind: 'requests', load: { ...LOAD, ...load } }, rules, isQuick);

test('requests at a rate are cut into smaller blocks, and looked at after a quarter, half and all of them', () => {
  expect(plan({}, [limit])).toMatchObject({ load: { blocks: 96, requests: 10 }, looks: [24, 48, 96] });
  expect(plan({ requests: 15 }, [limit])).toMatchObject({ load: { blocks: 72, requests: 5 }, looks: [36, 72] });
});

test('there is no look at fewer blocks than the strictest of the rules is judged by', () => {
  expect(plan({ blocks: 20, requests: 2 }, [change]).looks).toEqual([5, 10, 20]);
  expect(plan({ blocks: 20, requests: 2 }, [change, limit]).looks).toEqual([20]);
});

test('whole blocks in turn and closed loops are never cut', () => {
  const { rate, ...closed } = LOAD;
  const cpu = { kind: 'blocks', load: { ...closed, clients: 8, blocks: 30 } } as const;
  expect(planLoad(cpu, [change], false)).toEqual({ load: cpu.load, looks: [8, 15, 30] });
  expect(planLoad({ ...cpu, kind: 'requests' }, [limit], false)).toEqual({ load: cpu.load, looks: [30] });
});

test('a quick look is the first one, or a share of the requests where there is but one', () => {
  expect(plan({}, [limit], true)).toMatchObject({ load: { blocks: 24, requests: 10 }, looks: [24] });
  expect(plan({ blocks: 20, requests: 2 }, [limit], true)).toMatchObject({ load: { blocks: 20, requests: 2 } });
  const pool = { ...LOAD, requests: 200, blocks: 20 };
  expect(planLoad({ kind: 'blocks', load: pool }, [limit], true)).toMatchObject({
    load: { blocks: 20, requests: 60 },
    looks: [20],
  });
});
