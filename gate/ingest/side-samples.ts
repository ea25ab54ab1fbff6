import { ByteTable } from './byte-table.ts';
import { csvFields } from './csv-fields.ts';
import { k6CsvTagColumns } from './k6-csv-header.ts';
import type { K6CsvReader, K6Sample } from './k6-csv-scanner.ts';
import type { K6Samples } from './k6-samples.ts';
import { k6TagsOf } from './k6-tags.ts';
import { type KnownHosts, routeName } from './route-name.ts';
import type { SideAnswers } from './side-answers.ts';
import { utf8Text } from './utf8-text.ts';

const MAX_REMEMBERED = 4096;

/** Whose sample one with these tags is. */
interface Owner {
  readonly side: 'baseline' | 'candidate' | null;
  readonly isLoad: boolean;
  readonly route: string;
  readonly status: string;
}

/**
 * Hands each sample to the side that its tag `side` names. What k6 counts for the run as a whole, dropped iterations and virtual
 * users, goes to both; samples of set-up and teardown to none.
 */
export class SideSamples implements K6CsvReader {
  readonly #baseline: K6Samples;
  readonly #candidate: K6Samples;
  readonly #answers: SideAnswers;
  readonly #hosts: KnownHosts;
  readonly #metrics = new ByteTable(MAX_REMEMBERED, utf8Text);
  readonly #owners = new ByteTable(MAX_REMEMBERED, (slice) => this.#owner(slice));
  #columns: readonly string[] = [];
  #requestsOfNobody = 0;

  constructor(baseline: K6Samples, candidate: K6Samples, answers: SideAnswers, hosts: KnownHosts) {
    this.#baseline = baseline;
    this.#candidate = candidate;
    this.#answers = answers;
    this.#hosts = hosts;
  }

  /** Requests of the load whose tag the script took away or wrote over. */
  get requestsOfNobody(): number {
    return this.#requestsOfNobody;
  }

  header(line: Uint8Array): number {
    this.#columns = k6CsvTagColumns(line);
    this.#candidate.header(line);
    return this.#baseline.header(line);
  }

  wants(bytes: Uint8Array, from: number, until: number): boolean {
    return this.#baseline.wants(bytes, from, until) || this.#metrics.lookUp(bytes, from, until) === 'data_received';
  }

  sample(sample: K6Sample): boolean {
    const metric = this.#metrics.lookUp(sample.bytes, sample.metricFrom, sample.metricUntil);
    if (metric === 'dropped_iterations' || metric === 'vus') {
      const isSense = this.#baseline.sample(sample);
      return this.#candidate.sample(sample) && isSense;
    }
    const owner = this.#owners.lookUp(sample.bytes, sample.tagsFrom, sample.tagsUntil);
    const { side, isLoad } = owner;
    if (side === null) {
      if (isLoad && metric === 'http_req_duration') this.#requestsOfNobody += 1;
      return true;
    }
    if (!isLoad) return true;
    if (metric === 'http_req_duration') this.#answers.answered(side, owner.route, owner.status);
    else if (metric === 'data_received') this.#answers.received(side, sample.value);
    return (side === 'baseline' ? this.#baseline : this.#candidate).sample(sample);
  }

  #owner(slice: Uint8Array): Owner {
    const { byName, isLoad } = k6TagsOf(this.#columns, csvFields(slice));
    const tag = byName.get('side');
    return {
      side: tag === 'baseline' || tag === 'candidate' ? tag : null,
      isLoad,
      route: routeName(byName.get('name') ?? '', byName.get('method') ?? '', this.#hosts),
      status: byName.get('status') ?? '0',
    };
  }
}
