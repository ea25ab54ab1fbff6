import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { comparedProject } from '../cli/compared-project.ts';
import { K6_BIN, PROJECT, testWithK6 } from '../collect/k6-under-test.ts';
import { type ActionEnd, runAction } from './composite-action.ts';

const ACTION = join(PROJECT, '.github/actions/loadline/action.yml');
/** A machine that is too busy to measure leaves the comparison undecided: that is taken again. */
const SLOW = { timeout: 240_000, retry: 2 };
const project = comparedProject();
const clones = mkdtempSync(join(tmpdir(), 'loadline-clones-'));

/** Bodies of the comments that were written. */
const comments: string[] = [];
const api = createServer(async (request, response) => {
  if (request.method === 'POST') comments.push(JSON.parse(await text(request)).body);
  response.end('[]');
});
beforeAll(() => new Promise<void>((done) => api.listen(0, '127.0.0.1', done)));
afterAll(() => {
  api.close();
  project.remove();
  rmSync(clones, { recursive: true });
});

/** A base, a branch with this speed, and a main that went on, slower still, meanwhile. */
function branchWith(name: string, busyUs: number) {
  project.git('checkout', '-q', '-B', 'main');
  const base = project.commit({ busyUs: 200 });
  project.git('checkout', '-q', '-B', name);
  const head = project.commit({ busyUs });
  project.git('checkout', '-q', 'main');
  const main = project.commit({ busyUs: 9000 });
  return { base, head, main };
}

/** The action on a pull request of that branch, in a fresh clone. */
async function onPullRequest(
  name: string,
  { head, main }: { head: string; main: string },
  inputs = {},
): Promise<ActionEnd & { folder: string }> {
  const workspace = mkdtempSync(join(clones, `${name}-`));
  execFileSync('git', ['clone', '--quiet', project.folder, workspace]);
  execFileSync('git', ['checkout', '--quiet', head], { cwd: workspace });
  const end = await runAction(ACTION, {
    workspace,
    inputs: {
      config: 'loadline.config.json',
      command: `${process.execPath} ${PROJECT}/bin/loadline.mjs`,
      // A wide margin: what is tested is the action, not the sharpness of the gate. So many requests show that none more fail.
      arguments: '--launches 3 --rate 150 --warm-up 2s --duration 18s --margin 50% --no-explain',
      ...inputs,
    },
    github: {
      event_name: 'pull_request',
      event: { pull_request: { number: 7, head: { sha: head }, base: { sha: main } } },
      token: 'secret',
      server_url: 'https://github.example',
      repository: 'acme/shop',
      run_id: '42',
    },
    environment: {
      ...process.env,
      CI: 'true',
      NO_COLOR: '1',
      K6_BIN,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_API_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}`, // a server that listens on TCP has such an address
    },
  });
  return { ...end, folder: join(workspace, '.loadline/ci') };
}

testWithK6(
  'a planted regression fails the job, against the commit where the branch began, and is told everywhere',
  SLOW,
  async () => {
    const branch = branchWith('slower', 1200);
    const { hasFailed, outputs, ran, used, log, summary, folder } = await onPullRequest('slower', branch);
    expect(log).toContain(`baseline: ${branch.base.slice(0, 7)}`);
    expect({ hasFailed, outcome: outputs.outcome, code: outputs['exit-code'] }).toEqual({
      hasFailed: true,
      outcome: 'fail',
      code: '1',
    });
    expect(ran).toEqual(['Compare', 'Keep', 'Comment', 'Verdict']);
    expect(used['actions/upload-artifact@v4']).toMatchObject({ name: 'loadline', path: './.loadline/ci' });
    expect(readdirSync(folder).sort()).toEqual(
      [`${outputs.id}.json.gz`, 'comment.md', 'junit.xml', 'pull-request.json', 'report.html'].sort(),
    );
    expect(JSON.parse(readFileSync(join(folder, 'pull-request.json'), 'utf8'))).toEqual({
      number: 7,
      head: branch.head,
    });
    expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toContain('<failure message="regression: ');
    expect(summary).toMatch(/^### ❌ fail: /);
    expect(log).toMatch(/^::error file=script\.js,line=1,title=[^:]+::latency p50: /m);
    expect(comments.at(-1)).toMatch(/^<!-- loadline: loadline -->\n### ❌ fail: [\s\S]+\/actions\/runs\/42\)/);
  },
);

testWithK6('without a regression the job passes', SLOW, async () => {
  const { hasFailed, outputs, summary, log } = await onPullRequest('same', branchWith('same', 201), {
    comment: 'never',
  });
  expect({ hasFailed, outcome: outputs.outcome, code: outputs['exit-code'] }, log).toEqual({
    hasFailed: false,
    outcome: 'pass',
    code: '0',
  });
  expect(summary).toMatch(/^### ✅ pass: /);
});

test('a gate that cannot run fails the job, says so, and leaves no comment', async () => {
  const before = comments.length;
  const { hasFailed, outputs, ran } = await onPullRequest('broken', branchWith('broken', 200), { base: 'nowhere' });
  expect({ hasFailed, outcome: outputs.outcome, code: outputs['exit-code'], id: outputs.id }).toEqual({
    hasFailed: true,
    outcome: 'could-not-run',
    code: '3',
    id: '',
  });
  expect(ran).toEqual(['Compare', 'Verdict']);
  expect(comments).toHaveLength(before);
});
