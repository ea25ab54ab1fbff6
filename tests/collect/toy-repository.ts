import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComparisonCollectPlan, Workload } from '../../gate/collect/compare/comparison-plan.ts';
import type { SubjectConfig } from '../../gate/core/model/config.ts';
import { K6_BIN, PROJECT } from './k6-under-test.ts';

/** A git repository in a temporary folder that holds the toy subject, as `server.mjs`. */
export interface ToyRepository {
  readonly folder: string;
  git(...args: string[]): string;
  write(path: string, text: string): void;
  commit(message: string): void;
  remove(): void;
}

export function toyRepository(): ToyRepository {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-compare-'));
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...args: string[]) => {
    const identity = ['-c', 'user.name=toy', '-c', 'user.email=toy@localhost'];
    return execFileSync('git', [...identity, ...args], { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  };
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const commit = (message: string) => {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
  };
  git('init', '--quiet', '--initial-branch=main');
  cpSync(join(PROJECT, 'tests', 'collect', 'subject.mjs'), join(folder, 'server.mjs'));
  write('.gitignore', '.loadline/\nnode_modules/\n');
  commit('first');
  return { folder, git, write, commit, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A comparison of the last commit with the work tree, a few seconds long. */
export function toyPlan(
  { folder }: ToyRepository,
  changes: Partial<Omit<ComparisonCollectPlan, 'plan' | 'workload' | 'subject'>> & {
    readonly subject?: Partial<SubjectConfig>;
    readonly plan?: Partial<ComparisonCollectPlan['plan']>;
    readonly workload?: Partial<Workload & { kind: 'load' }> | (Workload & { kind: 'suite' });
  } = {},
): ComparisonCollectPlan {
  const { subject, plan, workload, ...rest } = changes;
  return {
    id: 'toy-compare',
    cwd: folder,
    loadlineDirectory: join(folder, '.loadline'),
    command: ['loadline', 'compare'],
    loadlineVersion: '0.0.0',
    environment: { PATH: process.env.PATH, HOME: folder, K6_BIN },
    benchmark: { kind: 'load', name: 'toy' },
    subjectName: 'toy',
    // The folder on the command line is how the tests find what is left behind.
    subject: {
      command: ['node', 'server.mjs', folder],
      url: 'http://127.0.0.1:{port}',
      facts: 'server_info',
      counters: {
        path: '/metrics',
        series: {
          'cpu-per-request': {
            numerator: ['process_cpu_seconds_total'],
            denominator: ['http_requests_total'],
            scale: 1000,
            unit: 'ms',
            better: 'lower',
          },
        },
      },
      ...subject,
    },
    sides: { baseline: { kind: 'revision', ref: 'HEAD' }, candidate: { kind: 'worktree' } },
    workload:
      workload?.kind === 'suite'
        ? workload
        : {
            kind: 'load',
            script: join(folder, 'script.js'),
            scriptVariables: {},
            passedVariables: {},
            allowedHosts: [],
            ...workload,
          },
    plan: {
      primary: [],
      margin: 0.05,
      margins: {},
      looks: [1],
      launchSpread: 0.015,
      blockSeconds: 2,
      warmUpSeconds: 2,
      durationSeconds: 4,
      rate: 100,
      ...plan,
    },
    seed: 1,
    profile: null,
    ...rest,
  };
}

/** Arrivals at the planned rate, one request each. */
export const TOY_SCRIPT = `
import http from 'k6/http';
export const options = { scenarios: { toy: { executor: 'constant-arrival-rate', rate: Number(__ENV.RATE), timeUnit: '1s',
  duration: Number(__ENV.WARM_UP) + Number(__ENV.DURATION) + 's', preAllocatedVUs: 10 } } };
export default function () { http.get(__ENV.BASE_URL + '/hello', { tags: { name: 'GET /hello' } }); }
`;
