import { expect, test } from 'vitest';
import { sampleLoad } from '../golden/sample-load.ts';
import { provenance } from './provenance.ts';

test('whose targets were judged has a word of its own, whatever the subject says of itself', () => {
  const { groups } = provenance(sampleLoad({ seconds: 2 }));
  const run = groups.find(({ title }) => title === 'Run');
  expect(run?.facts).toContainEqual({ label: 'targets', value: 'profile users' });
  expect(groups.flatMap(({ facts }) => facts).map(({ label }) => label)).not.toContain('profile');
});
