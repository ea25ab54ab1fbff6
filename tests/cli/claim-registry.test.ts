import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readClaimRegistry } from '../../gate/cli/claim-registry.ts';
import { parseClaimRegistry } from '../../gate/ingest/claim-registry.ts';
import { readProbeOutput } from '../../gate/ingest/probe-output.ts';
import { PROJECT } from '../collect/k6-under-test.ts';

const folder = join(PROJECT, 'reference-server', 'claims');

const GROUPS = [...Array.from({ length: 19 }, (_, index) => `K${index + 1}`), 'C15', 'C16', 'C19'];

test('the registry of the reference server is one, and every claim group has an entry', async () => {
  const { claims, contrasts } = await readClaimRegistry(folder);
  const groups = new Set(claims.map(({ id }) => id.split('.')[0]));
  expect(GROUPS.filter((group) => !groups.has(group))).toEqual([]);
  const used = new Set(claims.map(({ contrast }) => contrast));
  expect(
    Object.keys(contrasts).filter((name) => !used.has(name)),
    'contrasts that no claim is judged by',
  ).toEqual([]);
});

test('a claim stands in the file of its document', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('contrasts-'));
  expect(files.length).toBeGreaterThan(4);
  for (const name of files) {
    const { claims } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    for (const { document } of claims) expect(`${document}.json`).toBe(name);
  }
});

test('every probe of the registry is there', async () => {
  const { contrasts } = await readClaimRegistry(folder);
  const commands = Object.values(contrasts).flatMap((contrast) =>
    contrast.kind === 'probe' ? [contrast.command] : [],
  );
  expect(commands.length).toBeGreaterThan(5);
  for (const [, script = ''] of commands) expect(existsSync(join(PROJECT, script)), script).toBe(true);
});

test('the examples of docs/claims.md are what they say', () => {
  const examples = [
    ...readFileSync(join(PROJECT, 'docs', 'claims.md'), 'utf8').matchAll(/```json\n([\s\S]+?)```/g),
  ].map(([, text = '']) => text);
  const [claims = '', contrasts = '', lines = ''] = examples;
  const registry = parseClaimRegistry([
    { name: 'claims', text: claims },
    { name: 'contrasts', text: contrasts },
  ]);
  expect(registry.claims.map(({ id }) => id)).toEqual(['K8.l1']);
  const output = readProbeOutput(lines.split('\n'));
  expect(output).toMatchObject({ unreadable: 0, invalid: ['no Redis: REDIS_URL is not set'] });
  expect([...output.with, ...output.without].map(({ kind }) => kind).toSorted()).toEqual([
    'distribution',
    'level',
    'ratio',
  ]);
});
