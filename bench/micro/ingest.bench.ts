import { createK6CsvIngest } from '../../gate/ingest/k6-csv.ts';
import { k6Lines, LINES_PER_REQUEST } from '../ingest/k6-lines.ts';
import type { MicroSuite } from './micro-suite.ts';

const REQUESTS = 100;

/** Reading k6's CSV into the histograms of a block: an operation is the 1,302 lines of a tenth of a second at 1,000 requests/s. */
export async function createSuite(): Promise<MicroSuite> {
  const [header = Buffer.alloc(0), lines = Buffer.alloc(0)] = [...k6Lines({ seconds: 1, requestsPerSecond: REQUESTS })];
  const ingest = createK6CsvIngest();
  ingest.write(header);
  let written = 0;
  return {
    name: 'ingest',
    tasks: [
      {
        name: `k6 CSV, ${REQUESTS * LINES_PER_REQUEST + 2} lines`,
        kind: 'sync',
        run: (operations) => {
          for (let i = 0; i < operations; i += 1) ingest.write(lines);
          written += operations;
          return written;
        },
      },
    ],
    close: async () => {
      const { requests } = ingest.end();
      if (requests !== written * REQUESTS) throw new TypeError(`read ${requests} requests of ${written * REQUESTS}`);
    },
  };
}
