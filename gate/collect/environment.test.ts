import { expect, test } from 'vitest';
import { machineClass, readEnvironment } from './environment.ts';

test('the fingerprint names this machine and the runtime', () => {
  const environment = readEnvironment({});
  expect(environment).toMatchObject({ node: process.version, arch: process.arch, runnerImage: null });
  expect(environment.cores).toBeGreaterThan(0);
  expect(environment.memoryBytes).toBeGreaterThan(0);
  expect(environment.machineClass).toMatch(/^[0-9a-f]{64}$/);
});

test('each fact but the memory makes another machine class', () => {
  const { machineClass: here, memoryBytes: _, ...facts } = readEnvironment({});
  expect(machineClass(facts)).toBe(here);
  const others = [
    { ...facts, cpu: 'other' },
    { ...facts, cores: facts.cores + 1 },
    { ...facts, arch: 'other' },
    { ...facts, kernel: 'other' },
    { ...facts, governor: 'other' },
    { ...facts, node: 'v0.0.0' },
    { ...facts, runnerImage: 'other' },
  ].map(machineClass);
  expect(new Set([here, ...others]).size).toBe(8);
});

test('the image of a hosted runner is part of it', () => {
  const hosted = readEnvironment({ ImageOS: 'ubuntu24', ImageVersion: '20261101.1' });
  expect(hosted.runnerImage).toBe('ubuntu24-20261101.1');
  expect(hosted.machineClass).not.toBe(readEnvironment({}).machineClass);
});
