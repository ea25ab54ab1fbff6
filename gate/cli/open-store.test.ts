import { expect, test } from 'vitest';
import type { CommandContext } from './command.ts';
import { openGitHistory } from './open-store.ts';

const loaded = (history: { readonly gitBranch?: string }) => ({
  folder: '/nowhere',
  path: '/nowhere/loadline.config.ts',
  config: { subjects: {}, history },
});

function within(all: Readonly<Record<string, string>>): CommandContext {
  // Only the environment is asked for.
  return { environment: { isCi: true, sharedStore: undefined, all } } as unknown as CommandContext;
}

test('a job shares history through the branch of the config, or the one that its variable names', () => {
  const variable = { LOADLINE_HISTORY_BRANCH: 'loadline-history' };
  expect(openGitHistory(loaded({}), within({}))).toBeNull();
  expect(openGitHistory(loaded({}), within({ LOADLINE_HISTORY_BRANCH: '' }))).toBeNull();
  expect(openGitHistory(null, within(variable))).toBeNull();
  expect(openGitHistory(loaded({}), within(variable))).not.toBeNull();
  expect(openGitHistory(loaded({ gitBranch: 'h' }), within({}))).not.toBeNull();
});
