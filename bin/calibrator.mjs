/**
 * The control workload: the same arithmetic, allocation, sorting and JSON in every batch, on nothing but Node. How long a batch
 * takes says how fast this machine is right now, whatever is measured on it. Prints one line: `{"batchesMs":[…]}`.
 * Never change what a batch does: times of different work cannot be compared, and a history is full of them.
 */
const warmUp = 3;
const batches = 12;

/** @type {number[]} */
const batchesMs = [];
let checksum = 0;
for (let batch = 0; batch < warmUp + batches; batch += 1) {
  const start = performance.now();
  checksum = (checksum + work()) >>> 0;
  if (batch >= warmUp) batchesMs.push(performance.now() - start);
}
// The sum is printed so that no compiler may leave the work out.
process.stdout.write(`${JSON.stringify({ batchesMs, checksum })}\n`);

/** One batch, some tens of milliseconds: arithmetic, then objects, strings and a sort. */
function work() {
  let state = 2463534242;
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  let sum = 0;
  for (let step = 0; step < 3_000_000; step += 1) sum = (sum + Math.imul(random(), 2654435761)) >>> 0;
  const rows = Array.from({ length: 5_000 }, (_, index) => ({
    id: index,
    name: `row ${random() % 1_000}`,
    score: random(),
  }));
  rows.sort((one, other) => one.score - other.score);
  const copy = JSON.parse(JSON.stringify(rows));
  return (sum + copy.length + copy[0].score) >>> 0;
}
