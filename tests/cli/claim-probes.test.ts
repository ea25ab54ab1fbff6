import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { readClaimRegistry } from '../../gate/cli/claim-registry.ts';
import { judgeClaim } from '../../gate/core/decide/judge-claim.ts';
import type { ContrastMeasurement } from '../../gate/core/model/claim.ts';
import { readProbeOutput } from '../../gate/ingest/probe-output.ts';
import { NO_EVIDENCE } from '../../gate/ingest/suite-measurement.ts';
import { PROJECT } from '../collect/k6-under-test.ts';

const run = promisify(execFile);

/** What a probe that needs no service measures. */
async function measure(contrast: string, script: readonly string[]): Promise<ContrastMeasurement> {
  const { stdout } = await run(process.execPath, [...script], { cwd: PROJECT, maxBuffer: 1e8 });
  const output = readProbeOutput(stdout.split('\n'));
  expect(output).toMatchObject({ unreadable: 0, invalid: [] });
  const side = (which: 'with' | 'without') => ({ series: output[which], evidence: NO_EVIDENCE });
  const when = { startedAt: '2026-11-21T00:00:00.000Z', seconds: 1, looks: { taken: 1, planned: 1 } };
  return { contrast, net: null, ...when, with: side('with'), without: side('without'), problems: [], facts: {} };
}

test.each(['virtual-hits', 'compression-size'])(
  'every claim on %s finds what its probe prints',
  async (name) => {
    const { claims, contrasts } = await readClaimRegistry(join(PROJECT, 'reference-server', 'claims'));
    const contrast = contrasts[name];
    if (contrast?.kind !== 'probe') throw new TypeError(`${name} is no probe`);
    const measurement = await measure(name, contrast.command.slice(1));
    const asked = claims.filter((claim) => claim.contrast === name);
    expect(asked.length).toBeGreaterThan(3);
    for (const claim of asked) {
      expect(['confirmed', 'not discriminating'], claim.id).toContain(judgeClaim(claim, measurement).verdict);
    }
  },
  60_000,
);
