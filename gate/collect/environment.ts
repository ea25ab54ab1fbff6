import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { arch, cpus, release, totalmem } from 'node:os';
import type { Environment } from '../core/model/run-record.ts';

const GOVERNOR = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';

/** Fingerprint of this machine and of the runtime that measures. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const processors = cpus();
  const image = [variables.ImageOS, variables.ImageVersion].filter(Boolean).join('-');
  const facts = {
    cpu: processors[0]?.model.trim() || 'unknown',
    cores: processors.length,
    arch: arch(),
    kernel: release(),
    governor: readLine(GOVERNOR),
    node: process.version,
    runnerImage: image || null,
  };
  return { machineClass: machineClass(facts), memoryBytes: totalmem(), ...facts };
}

/** SHA-256 over everything that makes two machines unlike; not over the memory, which differs by a few pages between boots. */
export function machineClass(facts: Omit<Environment, 'machineClass' | 'memoryBytes'>): string {
  const { cpu, cores, arch, kernel, governor, node, runnerImage } = facts;
  return createHash('sha256')
    .update(JSON.stringify([cpu, cores, arch, kernel, governor, node, runnerImage]))
    .digest('hex');
}

function readLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null;
  } catch {
    return null;
  }
}
