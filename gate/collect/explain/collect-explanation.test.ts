import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { testWithK6 } from '../../../tests/collect/k6-under-test.ts';
import { processesWith } from '../../../tests/collect/processes.ts';
import { TOY_SCRIPT, type ToyRepository, toyPlan, toyRepository } from '../../../tests/collect/toy-repository.ts';
import type { SubjectConfig } from '../../core/model/config.ts';
import type { Explanation } from '../../core/model/explanation.ts';
import type { ComparisonCollectPlan } from '../compare/comparison-plan.ts';
import { collectExplanation } from './collect-explanation.ts';

let toy: ToyRepository;
beforeEach(() => {
  toy = toyRepository();
  toy.write('script.js', TOY_SCRIPT);
  toy.write('server.mjs', SERVER);
  toy.write('lib/price.mjs', PRICE);
  toy.commit('a service that tells its work');
});
afterEach(() => {
  const left = processesWith(toy.folder);
  toy.remove();
  expect(left, 'processes left behind').toEqual([]);
});

/** Tells its work to whoever knows the key, and counts a statement for each request, or two. */
const SERVER = `
  import { createServer } from 'node:http';
  import { priceOf } from './lib/price.mjs';
  let requests = 0;
  let statements = 0;
  let total = 0;
  const work = () => ({
    requests,
    phases: [{ name: 'db', ms: statements * 0.1 }],
    statements: [{ text: 'select price', calls: statements, ms: statements * 0.1 }],
    commands: [],
    gaps: ['There is no Redis.'],
  });
  function handle(request, response) {
    if (request.url === '/work') {
      response.statusCode = request.headers['x-lab-key'] === process.env.LAB_KEY && process.env.LAB_KEY ? 200 : 403;
      return response.end(JSON.stringify(work()));
    }
    requests += 1;
    statements += Number(process.env.STATEMENTS ?? 1);
    total += priceOf(requests);
    response.end('hello');
  }
  const server = createServer(handle).listen(Number(process.env.PORT), '127.0.0.1');
  process.on('SIGTERM', () => process.exit(0));
  process.stdin.resume();
`;

const PRICE = `
  export function priceOf(seed) { return 1 + rounded(seed); }
  function rounded(seed) { return seed & 7; }
`;

/** About 20 µs more, in a function small enough to be inlined, three lines further down. */
const SLOW_PRICE = `
  // One,
  // two,
  // three lines.
  export function priceOf(seed) { return 1 + rounded(seed); }
  function rounded(seed) { let x = seed; for (let i = 0; i < 15_000; i += 1) x = (x * 31 + i) | 0; return x & 7; }
`;

function explain(plan: ComparisonCollectPlan, signal = new AbortController().signal): Promise<Explanation> {
  return collectExplanation(plan, { signal, onProgress: () => {} });
}

function planOf(subject: Partial<SubjectConfig> = {}, changes: Parameters<typeof toyPlan>[1] = {}) {
  const plan = toyPlan(toy, {
    plan: { warmUpSeconds: 1, durationSeconds: 5, looks: [3, 4, 5], rate: 300 },
    ...changes,
  });
  // Its counters would be requests, too.
  const { counters: _, facts: __, ...rest } = plan.subject;
  return { ...plan, subject: { ...rest, explain: '/work', ...subject } };
}

testWithK6('a handler slowed by 20 µs is named by function, file and line', async () => {
  toy.write('lib/price.mjs', SLOW_PRICE);
  const { functions, gaps } = await explain(planOf());
  const [first, second] = functions;
  expect([first, second].map((row) => `${row?.name} ${row?.location}`)).toContain('rounded lib/price.mjs:6');
  const grown = functions.find(({ name }) => name === 'rounded');
  expect((grown?.candidate ?? 0) - (grown?.baseline ?? 0)).toBeGreaterThan(0.005);
  expect(gaps).toEqual(['There is no Redis.']);
});

testWithK6(
  'one more statement per request is named with its text and its calls, the rest of the work is told',
  async () => {
    const sides = {
      baseline: { kind: 'variables', env: {} },
      candidate: { kind: 'variables', env: { STATEMENTS: '2' } },
    } as const;
    const { statements, phases, commands } = await explain(planOf({}, { sides }));
    expect(statements).toEqual([
      {
        text: 'select price',
        calls: { baseline: 1, candidate: 2 },
        ms: { baseline: expect.closeTo(0.1), candidate: expect.closeTo(0.2) },
      },
    ]);
    expect(phases).toEqual([{ name: 'db', baseline: expect.closeTo(0.1), candidate: expect.closeTo(0.2) }]);
    expect(commands).toEqual([]);
  },
);

testWithK6('without work totals the functions are still told, per request as the load generator counted', async () => {
  const plan = planOf();
  const { explain: _, ...subject } = plan.subject;
  const { functions, statements, gaps } = await explain({ ...plan, subject });
  expect(statements).toEqual([]);
  expect(functions.length).toBeGreaterThan(3);
  const idle = functions.find(({ name }) => name === '(idle)');
  // 300 requests a second for both: a side that does next to nothing waits for most of 6.7 ms a request.
  expect(idle?.baseline).toBeGreaterThan(2);
  expect(idle?.baseline).toBeLessThan(8);
  expect(gaps).toEqual([
    'Phases, statements and commands of both sides are unknown: its configuration names no "explain" path.',
  ]);
});

testWithK6('a side that is no Node has no functions to tell, and the rest is told all the same', async () => {
  const command = ['sh', '-c', 'if [ "$KIND" = other ]; then unset NODE_OPTIONS; fi; exec "$RUNTIME" server.mjs "$0"'];
  const subject = { command: [...command, toy.folder], env: { RUNTIME: process.execPath } };
  const { functions, phases, gaps } = await explain(
    planOf(subject, {
      sides: {
        baseline: { kind: 'variables', env: {} },
        candidate: { kind: 'variables', env: { KIND: 'other', LAB_KEY: 'of its own' } },
      },
    }),
  );
  expect(gaps).toEqual([
    'Functions of the candidate are unknown: no process of it wrote a profile: it is no Node, or does not end by itself when it gets SIGTERM.',
    'There is no Redis.',
  ]);
  expect(phases).toHaveLength(1);
  expect(functions).toEqual([]);
});

testWithK6('a wrong key, an endpoint that is not there: a gap, and no zero', async () => {
  const { statements, phases, gaps } = await explain(planOf({ env: { LAB_KEY: '' } }));
  expect([statements, phases]).toEqual([[], []]);
  expect(gaps).toEqual(['Phases, statements and commands of both sides are unknown: it answers 403.']);
});

testWithK6('an abort ends everything, and its reason is thrown', async () => {
  const abort = new AbortController();
  const reason = new Error('stopped by SIGINT');
  const plan = planOf();
  const explaining = collectExplanation(plan, {
    signal: abort.signal,
    onProgress: ({ phase }) => {
      if (phase === 'running') abort.abort(reason);
    },
  });
  await expect(explaining).rejects.toBe(reason);
  const sides = join(toy.folder, '.loadline', 'sides');
  expect(existsSync(sides) ? readdirSync(sides) : []).toEqual([]);
});
