import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { PROJECT, testWithK6 } from '../../../tests/collect/k6-under-test.ts';
import { eventually, processesWith } from '../../../tests/collect/processes.ts';
import { TOY_SCRIPT, type ToyRepository, toyPlan, toyRepository } from '../../../tests/collect/toy-repository.ts';
import type { Launch, SideMeasurement } from '../../core/model/comparison-record.ts';
import { collectComparison } from './collect-comparison.ts';
import type { ComparisonCollectPlan, ComparisonEvents, ComparisonProgress } from './comparison-plan.ts';

let toy: ToyRepository;
beforeEach(() => {
  toy = toyRepository();
  toy.write('script.js', TOY_SCRIPT);
  toy.commit('a script');
});
afterEach(() => {
  const left = processesWith(toy.folder);
  const sides = join(toy.folder, '.loadline', 'sides');
  const folders = existsSync(sides) ? readdirSync(sides) : [];
  const worktrees = toy.git('worktree', 'list').split('\n');
  toy.remove();
  expect(left, 'processes left behind').toEqual([]);
  expect(folders, 'work trees left behind').toEqual([]);
  expect(worktrees).toHaveLength(1);
});

function collect(plan: ComparisonCollectPlan, events: Partial<ComparisonEvents> = {}) {
  return collectComparison(plan, {
    signal: new AbortController().signal,
    onProgress: () => {},
    onLaunch: (launches) => (launches.length < (plan.plan.looks.at(-1) ?? 1) ? 'more' : 'enough'),
    ...events,
  });
}

function blocksOf(side: SideMeasurement, name: string) {
  const blocks = side.series.find((series) => series.name === name && series.route === null)?.blocks ?? [];
  return blocks.map(({ at }) => at);
}

const requestsOf = ({ series }: SideMeasurement) => {
  const latency = series.find(({ name, route }) => name === 'latency' && route === 'GET /hello');
  return latency?.kind === 'distribution' ? latency.blocks.reduce((sum, { count }) => sum + count, 0) : 0;
};

testWithK6(
  'a revision and a changed work tree are driven by one k6, request by request, in blocks that lie at the same times',
  async () => {
    toy.write(
      'server.mjs',
      readFileSync(join(toy.folder, 'server.mjs'), 'utf8').replace("'1.2.3'", "'2.0.0'").replace('"1.2.3"', '"2.0.0"'),
    );
    toy.write('new.txt', 'nobody has added this yet');
    const status = toy.git('status', '--porcelain');
    const seen: ComparisonProgress[] = [];
    const { baseline, candidate, launches, manifest, problems } = await collect(
      toyPlan(toy, { plan: { looks: [1, 2] } }),
      {
        onProgress: (progress) => seen.push(progress),
      },
    );
    expect(problems).toEqual([]);
    expect(launches).toHaveLength(2);
    expect(new Set(launches.map(({ startedFirst }) => startedFirst))).toEqual(new Set(['baseline', 'candidate']));
    for (const launch of launches) {
      expect(blocksOf(launch.baseline, 'latency')).toEqual(blocksOf(launch.candidate, 'latency'));
      expect(blocksOf(launch.baseline, 'cpu-per-request').length).toBeGreaterThan(1);
      expect(launch.blockSeconds).toBe(2);
      const { iterations, droppedIterations } = launch.baseline.evidence;
      expect(Math.abs(iterations + droppedIterations - 600)).toBeLessThan(10);
      // Blocks that are not whole, at the begin and the end of six seconds, are left out.
      expect(requestsOf(launch.baseline) + requestsOf(launch.candidate)).toBeGreaterThan(0.6 * iterations);
      expect(Math.abs(requestsOf(launch.baseline) - requestsOf(launch.candidate))).toBeLessThan(20);
      expect(launch.baseline.evidence).toMatchObject({
        isOpenModel: true,
        plannedIterations: 600,
        missedCounterReads: 0,
      });
    }
    const head = toy.git('rev-parse', 'HEAD');
    expect(baseline).toMatchObject({
      label: `HEAD (${head.slice(0, 7)})`,
      git: { commit: head, isClean: true },
      facts: { version: '1.2.3' },
    });
    expect(candidate).toMatchObject({
      label: `work tree (${head.slice(0, 7)} and changes)`,
      git: { commit: head, isClean: false },
      facts: { version: '2.0.0' },
    });
    expect(manifest).toMatchObject({ tool: { name: 'k6', exitCode: 0 }, script: { path: 'script.js' }, seed: 1 });
    expect(toy.git('status', '--porcelain'), 'the work tree and its index').toBe(status);
    const running = seen.filter((progress) => progress.phase === 'running');
    expect(running.length).toBeGreaterThan(8);
    expect(running.at(-1)).toMatchObject({ launch: 2, launches: 2, candidate: { p50Ms: expect.any(Number) } });
  },
);

testWithK6('it stops as soon as there is enough, and looks on where it is asked to', async () => {
  const moments: string[] = [];
  const asked: (readonly Launch[])[] = [];
  const { launches } = await collect(toyPlan(toy, { plan: { looks: [1, 2, 3] } }), {
    onLaunch: (all) => {
      asked.push([...all]);
      return 'enough';
    },
    onSides: async (moment, { baseline, candidate }) => {
      moments.push(moment);
      expect(baseline.url.port).not.toBe(candidate.url.port);
      const [base = '', cand = ''] = [baseline.directory, candidate.directory];
      expect(base?.length).toBe(cand?.length);
      expect(base).not.toBe(cand);
    },
  });
  expect(launches).toHaveLength(1);
  expect(asked.map((all) => all.length)).toEqual([1]);
  expect(moments).toEqual(['ready', 'loaded']);
});

testWithK6(
  'two configurations of the same code, each side with services of its own, and no password anywhere',
  async () => {
    toy.write(
      'services.mjs',
      `const url = (side) => 'postgres://' + side + ':geheim' + 42 + '@127.0.0.1/' + side;
    console.log(JSON.stringify({ baseline: { DATABASE_URL: url('a') }, candidate: { DATABASE_URL: url('b') } }));
    console.error('services of ' + process.argv[2]); process.stdin.resume(); process.stdin.on('end', () => process.exit());`,
    );
    toy.write(
      'server.mjs',
      readFileSync(join(toy.folder, 'server.mjs'), 'utf8').replaceAll(
        'data="small"',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the server's own template.
        'data="${process.env.DATABASE_URL} ${process.env.SIZE ?? 1}"',
      ),
    );
    const plan = toyPlan(toy, {
      sides: { baseline: { kind: 'variables', env: {} }, candidate: { kind: 'variables', env: { SIZE: '10' } } },
      subject: { services: ['node', 'services.mjs', toy.folder] },
      plan: { warmUpSeconds: 0, durationSeconds: 2 },
    });
    const { baseline, candidate, ...rest } = await collect(plan);
    expect(baseline).toMatchObject({ label: 'as configured', env: {}, git: { isClean: false } });
    expect(candidate).toMatchObject({ label: 'SIZE=10', env: { SIZE: '10' } });
    expect(baseline.facts.data).toContain('[baseline DATABASE_URL]');
    expect(candidate.facts.data).toContain('[candidate DATABASE_URL] 10');
    const said = JSON.stringify({ baseline, candidate, rest });
    const logs = readdirSync(join(toy.folder, '.loadline', 'logs')).map((name) =>
      readFileSync(join(toy.folder, '.loadline', 'logs', name), 'utf8'),
    );
    expect(said + logs.join('')).not.toContain('geheim');
  },
);

testWithK6('a side that ends under load is named', async () => {
  toy.write('server.mjs', `process.env.BEHAVIOUR = 'dies-after=150';\n${''}await import('./real.mjs');`);
  toy.write('real.mjs', toy.git('show', 'HEAD:server.mjs'));
  const { problems, launches } = await collect(toyPlan(toy, { plan: { looks: [1, 2, 3] } }));
  expect(launches).toHaveLength(1);
  expect(problems[0]).toMatchObject({ severity: 'invalid', code: 'CANDIDATE_DIED', route: null });
  expect(problems[0]?.message).toContain('the candidate ended under load, in launch 1: exit code 3');
  expect(problems[0]?.message).toContain('out of coffee');
});

testWithK6('sides that answer with another status are told apart with numbers', async () => {
  toy.write(
    'server.mjs',
    toy
      .git('show', 'HEAD:server.mjs')
      .replace('response.end(`hello', "if (pathname === '/hello') response.statusCode = 201;\n  response.end(`hello"),
  );
  const { problems } = await collect(toyPlan(toy));
  expect(problems.map(({ code, severity, route, series }) => [code, severity, route, series])).toEqual([
    ['ANSWERS_DIFFER', 'invalid', 'GET /hello', 'latency'],
    ['ANSWERS_DIFFER', 'invalid', null, 'latency'],
  ]);
  expect(problems[0]?.message).toContain(
    "status 200 in 100.0 % of the baseline's answers and 0.0 % of the candidate's",
  );
});

testWithK6('bodies of another size are a warning with numbers', async () => {
  toy.write(
    'server.mjs',
    toy.git('show', 'HEAD:server.mjs').replace('response.end(`hello', `response.end('${'x'.repeat(500)}' + \`hello`),
  );
  const { problems } = await collect(toyPlan(toy));
  expect(problems).toMatchObject([{ severity: 'warning', code: 'SIZES_DIFFER', route: null }]);
  expect(problems[0]?.message).toMatch(/received \d+ bytes from the baseline and \d+ from the candidate/);
});

testWithK6('a script that takes the tag away makes nothing of it', async () => {
  toy.write('script.js', TOY_SCRIPT.replace("name: 'GET /hello'", "name: 'GET /hello', side: 'left'"));
  const { problems } = await collect(toyPlan(toy, { plan: { warmUpSeconds: 0, durationSeconds: 2 } }));
  expect(problems[0]).toMatchObject({ severity: 'invalid', code: 'SIDE_TAG_LOST' });
});

testWithK6('two services that run already are asked for at their addresses, outside any repository', async () => {
  toy.write('script.js', TOY_SCRIPT);
  const plan = toyPlan(toy, {
    sides: {
      baseline: { kind: 'url', url: 'http://127.0.0.1:9' },
      candidate: { kind: 'url', url: 'http://127.0.0.1:9' },
    },
  });
  await expect(collect(plan)).rejects.toMatchObject({
    code: 'SUBJECT_UNREACHABLE',
    message: expect.stringContaining('127.0.0.1:9'),
  });
});

testWithK6('what keeps a side from starting is said of that side, and nothing is left', async () => {
  const plan = (ref: string, subject = {}) =>
    toyPlan(toy, { sides: { baseline: { kind: 'revision', ref }, candidate: { kind: 'worktree' } }, subject });
  await expect(collect(plan('no-such-branch'))).rejects.toMatchObject({ code: 'BASE_MISSING' });
  await expect(collect(plan('--help'))).rejects.toMatchObject({ code: 'BASE_MISSING' });
  await expect(collect(plan('HEAD', { url: 'http://127.0.0.1:7654' }))).rejects.toMatchObject({
    code: 'SIDES_SHARE_PORT',
  });
  await expect(
    collect(plan('HEAD', { install: ['node', '-e', 'console.error("no compiler"); process.exit(7)'] })),
  ).rejects.toMatchObject({
    code: 'SIDE_NOT_INSTALLED',
    message: expect.stringMatching(/the baseline, HEAD \(\w+\).*exit code 7[\s\S]*no compiler/),
  });
  await expect(
    collect(plan('HEAD', { services: ['node', '-e', 'console.error("no disk"); process.exit(2)'] })),
  ).rejects.toMatchObject({
    code: 'SERVICES_NOT_STARTED',
    message: expect.stringContaining('no disk'),
  });
  await expect(
    collect(plan('HEAD', { services: ['node', '-e', 'console.log("secret words")'] })),
  ).rejects.toMatchObject({
    code: 'SERVICES_UNREADABLE',
    message: expect.not.stringContaining('secret words'),
  });
  toy.write('server.mjs', 'throw new Error("broken build")');
  await expect(collect(plan('HEAD'))).rejects.toMatchObject({
    code: 'SUBJECT_EXITED',
    message: expect.stringMatching(/candidate[\s\S]*broken build/),
  });
});

testWithK6(
  'what is installed here serves a side with the same lock file, and outlives it; another lock file is installed',
  async () => {
    const lock = (name: string) =>
      JSON.stringify({
        name,
        version: '1.0.0',
        lockfileVersion: 3,
        requires: true,
        packages: { '': { name, version: '1.0.0' } },
      });
    toy.write('package.json', '{"name":"toy","version":"1.0.0"}');
    toy.write('package-lock.json', lock('toy'));
    toy.commit('a package');
    toy.write('node_modules/dear/index.js', 'export default 1');
    toy.write(
      'server.mjs',
      `import dear from './node_modules/dear/index.js';\nif (dear !== 1) throw new Error();\n${toy.git('show', 'HEAD:server.mjs')}`,
    );
    const plan = toyPlan(toy, { plan: { warmUpSeconds: 0, durationSeconds: 2 } });
    await collect(plan);
    expect(existsSync(join(toy.folder, 'node_modules/dear/index.js'))).toBe(true);
    toy.write('package-lock.json', JSON.stringify(JSON.parse(lock('toy')), null, 2));
    // The candidate's lock is that of the work tree; the baseline's differs now and brings no package.
    const phases: unknown[] = [];
    await collect(plan, {
      onProgress: (progress) =>
        phases.push('side' in progress && progress.phase === 'installing' ? progress.side : null),
    });
    expect(phases).toContain('baseline');
    expect(phases).not.toContain('candidate');
  },
);

testWithK6('Ctrl-C leaves nothing, and what a killed comparison left is cleared away by the next', async () => {
  const abort = new AbortController();
  const reason = new Error('INTERRUPTED');
  const events = {
    signal: abort.signal,
    onProgress: ({ phase }: ComparisonProgress) => phase === 'running' && abort.abort(reason),
  };
  await expect(collect(toyPlan(toy), events)).rejects.toBe(reason);
  const stale = join(toy.folder, '.loadline', 'sides', '4194304-1-xyz');
  toy.git('worktree', 'add', '--detach', join(stale, 'base'), 'HEAD');
  symlinkSync(toy.folder, join(stale, 'base', 'node_modules'));
  await collect(toyPlan(toy, { plan: { warmUpSeconds: 0, durationSeconds: 2 } }));
  expect(existsSync(stale)).toBe(false);
  expect(existsSync(join(toy.folder, 'script.js'))).toBe(true);
});

testWithK6(
  'of a comparison that is killed no process is left, and a second one at its side is not disturbed',
  async () => {
    const plan = toyPlan(toy, { plan: { warmUpSeconds: 0, durationSeconds: 6 } });
    const comparer = join(PROJECT, 'tests', 'collect', 'comparer.ts');
    const killed = spawn(process.execPath, [comparer, JSON.stringify(plan)], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(killed.stdout, 'data');
    const { promise: runs, resolve } = Promise.withResolvers<void>();
    const onProgress = ({ phase }: ComparisonProgress) => phase === 'running' && resolve();
    const beside = collect({ ...plan, id: 'toy-beside' }, { onProgress });
    await Promise.race([runs, beside]);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const { launches, problems } = await beside;
    expect([launches.length, problems]).toEqual([1, []]);
    await eventually(() => processesWith(toy.folder).length === 0);
    expect(readdirSync(join(toy.folder, '.loadline', 'sides'))).toHaveLength(1);
    await collect({ ...plan, id: 'toy-next', plan: { ...plan.plan, durationSeconds: 2 } });
  },
);

testWithK6('a suite that knows no turns runs on one side, then on the other, in the order that is drawn', async () => {
  toy.write(
    'suite.mjs',
    `const batches = [{ samplesMs: [1, 2] }, { samplesMs: [2] }, { samplesMs: [3] }];
    console.log(JSON.stringify({ tool: 'tinybench', suite: 's', task: 't', batches }));`,
  );
  toy.commit('a suite');
  const suite = { tool: 'tinybench', command: ['node', 'suite.mjs'] } as const;
  const plan = toyPlan(toy, { workload: { kind: 'suite', suite }, plan: { looks: [2] } });
  const { launches, manifest } = await collect(plan);
  expect(launches.map(({ startedFirst }) => startedFirst).sort()).toEqual(['baseline', 'candidate']);
  expect(launches[0]?.candidate.series[0]).toMatchObject({
    name: 'latency',
    route: 's: t',
    blocks: [{ at: 0 }, { at: 1 }, { at: 2 }],
  });
  expect(manifest.tool.name).toBe('tinybench');
  const urls = {
    baseline: { kind: 'url', url: 'http://127.0.0.1:9' },
    candidate: { kind: 'url', url: 'http://127.0.0.1:9' },
  } as const;
  await expect(collect(toyPlan(toy, { workload: { kind: 'suite', suite }, sides: urls }))).rejects.toMatchObject({
    code: 'SUITE_NEEDS_CODE',
  });
});

testWithK6('suites that know turns run round by round, one at a time', async () => {
  const notes = join(toy.folder, '.loadline', 'notes');
  toy.write(
    'suite.mjs',
    `import { appendFileSync } from 'node:fs';
    const note = (word) => appendFileSync(${JSON.stringify(notes)}, word + process.cwd() + '\\n');
    const batches = [];
    for (let round = 0; round < 8; round += 1) {
      note('<'); batches.push({ samplesMs: [1] }); await new Promise((resolve) => setTimeout(resolve, 5)); note('>');
      if (process.env.LOADLINE_TURNS !== '1') continue;
      console.log('{"turn":"waiting"}');
      await new Promise((resolve) => process.stdin.once('data', resolve));
    }
    console.log(JSON.stringify({ tool: 'tinybench', suite: 's', task: 't', batches }));
    process.exit();`,
  );
  toy.commit('a suite that takes turns');
  const suite = { tool: 'tinybench', command: ['node', 'suite.mjs'] } as const;
  const { launches } = await collect(toyPlan(toy, { workload: { kind: 'suite', suite }, plan: { looks: [1] } }));
  expect(launches[0]?.baseline.series[0]?.blocks).toHaveLength(8);
  const words = readFileSync(notes, 'utf8').trim().split('\n');
  const rounds = words.filter((word) => word.startsWith('<')).map((word) => word.slice(1));
  expect(words).toEqual(rounds.flatMap((side) => [`<${side}`, `>${side}`]));
  for (let round = 0; round < 8; round += 1) expect(new Set(rounds.slice(2 * round, 2 * round + 2)).size).toBe(2);
});

testWithK6('outside a repository a revision is refused; a shallow clone says that it is one', async () => {
  const clone = toyRepository();
  try {
    clone.git('clone', '--quiet', '--depth', '1', `file://${toy.folder}`, 'shallow');
    const folder = join(clone.folder, 'shallow');
    const first = toy.git('rev-list', '--max-parents=0', 'HEAD');
    writeFileSync(join(folder, 'script.js'), TOY_SCRIPT);
    const plan = {
      ...toyPlan(toy, { sides: { baseline: { kind: 'revision', ref: first }, candidate: { kind: 'worktree' } } }),
      cwd: folder,
    };
    await expect(collect(plan)).rejects.toMatchObject({ code: 'BASE_NOT_FETCHED' });
    await expect(collect({ ...plan, cwd: '/' })).rejects.toMatchObject({ code: 'NO_REPOSITORY' });
  } finally {
    clone.remove();
  }
});
