import { join } from 'node:path';
import { calibratedLaunchSpread, calibratedSpreads, calibrationOf } from '../core/decide/calibration.ts';
import type { CalibrationEntry } from '../core/model/calibration.ts';
import type { CalibrationRecord, ComparisonPlan } from '../core/model/comparison-record.ts';
import type { BenchmarkName } from '../core/model/run-record.ts';
import { parseCalibrationEntry } from '../ingest/calibration-entry.ts';
import { createFileShelf } from '../store/file-shelf.ts';
import type { Shelf } from '../store/run-store.ts';
import type { Workspace } from './workspace.ts';

/** What was measured longer ago says little of the machine as it is. */
const MOST_ENTRIES = 400;

/** Calibration of one kind of benchmark on one machine class, as far as it goes. */
export interface Calibration {
  /** By rising time, four hundred at most. */
  readonly entries: readonly CalibrationEntry[];
  /** Files that could not be read, one sentence each. */
  readonly skipped: readonly string[];
}

/** The calibration entries of a machine class: one small file each, written once, below `.loadline/calibration/`. */
export function calibrationShelf(workspace: Workspace, machineClass: string): Shelf<CalibrationEntry> {
  const directory = join(workspace.root, 'calibration', machineClass);
  return createFileShelf({ directory, parse: parseCalibrationEntry, isPacked: false });
}

/** Everything that was ever kept of a benchmark on a machine class. A torn or foreign file is named, and costs no more than itself. */
export async function readCalibrationEntries(
  workspace: Workspace,
  machineClass: string,
  benchmark: BenchmarkName,
): Promise<Calibration> {
  const shelf = calibrationShelf(workspace, machineClass);
  const { ids, foreign } = await shelf.list();
  const skipped = foreign.map((file) => `${file} is no calibration entry.`);
  const entries: CalibrationEntry[] = [];
  for (const id of ids) {
    try {
      entries.push(await shelf.load(id));
    } catch (error) {
      skipped.push(error instanceof Error ? error.message : String(error));
    }
  }
  const own = entries.filter(
    (entry) => entry.benchmark.kind === benchmark.kind && entry.benchmark.name === benchmark.name,
  );
  return { entries: own.slice(-MOST_ENTRIES), skipped };
}

/** The false-alarm record that a comparison is shown with; `null`: this benchmark was never calibrated on this machine class. */
export async function readCalibration(
  workspace: Workspace,
  machineClass: string,
  benchmark: BenchmarkName,
): Promise<CalibrationRecord | null> {
  const { entries } = await readCalibrationEntries(workspace, machineClass, benchmark);
  return recordOf(machineClass, entries);
}

/** The false-alarm record of the entries in which both sides were the same; `null` where there is none. */
export function recordOf(machineClass: string, entries: readonly CalibrationEntry[]): CalibrationRecord | null {
  const identical = entries.filter(({ injected }) => injected === null);
  return identical.length === 0 ? null : calibrationOf(machineClass, identical);
}

/** The plan with the launch spread that this machine class has shown, once it has shown enough of it. */
export async function withCalibratedSpread(
  plan: ComparisonPlan,
  workspace: Workspace,
  machineClass: string,
  benchmark: BenchmarkName,
): Promise<ComparisonPlan> {
  const { entries } = await readCalibrationEntries(workspace, machineClass, benchmark);
  const spread = calibratedLaunchSpread(entries.filter(({ injected }) => injected === null));
  return { ...plan, launchSpread: spread ?? plan.launchSpread };
}

/** How much launches of identical builds were seen to differ, by metric; empty where that is not known. */
export async function calibratedSpreadsOf(
  workspace: Workspace,
  machineClass: string,
  benchmark: BenchmarkName,
): Promise<Readonly<Record<string, number>>> {
  const { entries } = await readCalibrationEntries(workspace, machineClass, benchmark);
  return calibratedSpreads(entries.filter(({ injected }) => injected === null));
}
