import { dataFolder } from './config.ts';
import { buildBenchstat } from './peers/benchstat.ts';
import { changePointTable } from './peers/change-point-table.ts';
import { historyTable } from './peers/history-table.ts';
import { installOtava } from './peers/otava.ts';
import { pairedTable } from './peers/paired-table.ts';

/*
 * Loadline and its peers on the same data: interleaved pairs, decisions against a history, change points. benchstat and Otava run themselves
 * (Go and Python are needed for nothing else); the others are their published rules, each held against its own published test data.
 * Recorded data are judged where LOADLINE_DATA names their folder. Usage: node bench/gate/peers.ts [trials]
 */
const trials = Number(process.argv[2] ?? 500);
if (!(Number.isInteger(trials) && trials >= 100))
  throw new RangeError(`at least 100 trials are needed, not ${process.argv[2]}`);

const tools = { benchstat: buildBenchstat(), otava: installOtava() };
for (const [name, tool] of Object.entries(tools)) {
  if (tool.kind === 'missing') console.log(`skipped: ${name} cannot run here: ${tool.why}`);
}
pairedTable(dataFolder(), trials, tools.benchstat);
historyTable(dataFolder(), trials * 4);
changePointTable(dataFolder(), Math.ceil(trials / 5), tools.otava);
