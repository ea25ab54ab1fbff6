import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { ClaimsCollectPlan } from '../../collect/claims/claims-plan.ts';
import { collectClaims } from '../../collect/claims/collect-claims.ts';
import { claimsOutcome } from '../../core/decide/claims-outcome.ts';
import type { ClaimsRecord, Net } from '../../core/model/claim.ts';
import type { SubjectConfig } from '../../core/model/config.ts';
import { GateError } from '../../core/model/gate-error.ts';
import { usage } from '../arguments.ts';
import { USUAL_SEED } from '../asked-plan.ts';
import { readClaimRegistry, selectClaims } from '../claim-registry.ts';
import type { Command, CommandContext, OptionValues } from '../command.ts';
import { type LoadedConfig, loadConfig } from '../config.ts';
import { claimsProgress, plannedText } from '../console/claims-progress.ts';
import { claimsSummary } from '../console/claims-table.ts';
import { createProgress } from '../console/progress.ts';
import { exitCode } from '../exit-code.ts';
import { makeClaimsRecord } from '../judge-claims.ts';
import { loadlineVersion } from '../loadline-version.ts';
import { openLocalStore, openStore } from '../open-store.ts';
import { isSet, text, wholeNumber } from '../option-values.ts';
import { newestClaims, plannedTime } from '../planned-time.ts';
import { publicCommandLine } from '../public-command-line.ts';
import { publishReport } from '../publish-report.ts';
import { runId } from '../run-id.ts';
import { workspaceIn } from '../workspace.ts';
import { type Places, writeThenShow } from '../write-then-show.ts';

const NETS: readonly Net[] = ['0', 'zone', 'region'];

const MOST_IDS = 100;

/** Measures what documents claim, with each feature and without it. */
export const claims: Command = {
  name: 'claims',
  summary:
    'measure what documents claim, with each feature and without it; a refuted claim is a result (0), one not measured is not (2)',
  usage: '[ID…] [OPTIONS]',
  positionals: MOST_IDS,
  options: {
    document: { type: 'string', value: 'TAG', says: 'only the claims of this document, such as 004' },
    net: {
      type: 'string',
      value: '0|zone|region',
      says: 'only at this network setting (default: at all that a claim names)',
    },
    quick: { type: 'boolean', says: 'the first look alone, at the first network setting: what is close stays open' },
    seed: { type: 'string', value: 'N', says: `draws requests and their order (default: ${USUAL_SEED})` },
    config: { type: 'string', value: 'FILE', says: 'config file (default: loadline.config.ts here)' },
    json: { type: 'boolean', says: 'print the record as JSON instead of the tables' },
  },

  async run(options, ids, context) {
    const net = readNet(options);
    const seed = wholeNumber(options, 'seed', claims) ?? USUAL_SEED;
    const loaded = await loadConfig(context.cwd, text(options, 'config'));
    const { folder, subjectName, subject, claims: config } = configured(loaded);
    const whole = await readClaimRegistry(resolve(folder, config.registry));
    const registry = selectClaims(whole, { ids, document: text(options, 'document') }, claims);
    const workspace = workspaceIn(folder);
    const id = runId(new Date(), 'claims', randomBytes(3).toString('hex'));
    const plan: ClaimsCollectPlan = {
      id,
      cwd: folder,
      loadlineDirectory: workspace.root,
      command: publicCommandLine(context.commandLine, []),
      loadlineVersion: await loadlineVersion(),
      environment: context.environment.all,
      registry,
      net,
      subjectName,
      subject,
      lab: config.lab ?? null,
      seed,
      isQuick: isSet(options, 'quick'),
    };
    const progress = createProgress(context.stderr, context.stderr.isTTY === true && !context.environment.isCi);
    const planned = plannedTime(plan, await newestClaims(openLocalStore(workspace).claims));
    progress.step(plannedText(planned));
    const onProgress = claimsProgress(progress, registry);
    const collected = await collectClaims(plan, { signal: context.signal, onProgress }).finally(progress.end);
    const record = makeClaimsRecord({ id, subject: subjectName, isQuick: plan.isQuick, registry, collected });
    const store = openStore(workspace, loaded, context);
    await writeThenShow(
      [
        ['record', () => store.claims.save(record).finally(() => store.close())],
        ['report', () => publishReport(record, workspace, true)],
      ],
      (places) => show(record, places, options, context),
    );
    return exitCode(claimsOutcome(record.results), null);
  },
};

function show(record: ClaimsRecord, places: Places, options: OptionValues, { stdout }: CommandContext): void {
  if (isSet(options, 'json')) stdout.write(`${JSON.stringify(record)}\n`);
  else stdout.write(`\n${claimsSummary(record, places, stdout)}`);
}

function configured(loaded: LoadedConfig | null) {
  const claimsConfig = loaded?.config.claims;
  const name = claimsConfig?.subject ?? Object.keys(loaded?.config.subjects ?? {})[0];
  const subject: SubjectConfig | undefined = name === undefined ? undefined : loaded?.config.subjects[name];
  if (loaded === null || claimsConfig === undefined || name === undefined || subject === undefined) {
    throw new GateError({
      code: 'CLAIMS_MISSING',
      message: 'the config names no claims.',
      advice:
        'Write a registry as docs/claims.md describes, and name its folder in the config: claims: { registry: "…" }.',
    });
  }
  return { folder: loaded.folder, subjectName: name, subject, claims: claimsConfig };
}

function readNet(options: OptionValues): Net | null {
  const asked = text(options, 'net');
  const net = NETS.find((one) => one === asked);
  if (asked !== undefined && net === undefined) throw usage(`--net takes ${NETS.join(', ')}, not "${asked}".`, claims);
  return net ?? null;
}
