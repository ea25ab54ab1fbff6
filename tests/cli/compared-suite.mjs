/** A suite of one task, which takes as long as the revision says: ten batches of a hundred samples each. */
import { busyUs } from './speed.mjs';

const batches = Array.from({ length: 10 }, (_, batch) => ({
  samplesMs: Array.from({ length: 100 }, (_, sample) => (busyUs / 1000) * (1 + 0.001 * ((batch * 7 + sample) % 11))),
}));
process.stdout.write(`${JSON.stringify({ tool: 'tinybench', suite: 'toy', task: 'burn', batches })}\n`);
