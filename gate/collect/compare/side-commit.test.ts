import { afterAll, expect, test } from 'vitest';
import { toyRepository } from '../../../tests/collect/toy-repository.ts';
import { findRepository } from './git-command.ts';
import { revisionCommit } from './side-commit.ts';

const toy = toyRepository();
afterAll(() => toy.remove());

test('a revision has the branch that it was named by, and no other', async () => {
  const repository = await findRepository(toy.folder, process.env);
  if (repository === null) throw new TypeError('the toy is a repository');
  const branchOf = async (ref: string) => (await revisionCommit(repository, ref)).git?.branch;
  expect(await branchOf('main')).toBe('main');
  expect(await branchOf(toy.git('rev-parse', 'HEAD'))).toBeNull();
  expect(await branchOf('HEAD~0')).toBeNull();
});
