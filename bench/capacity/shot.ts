import autocannon from 'autocannon';
import { type Histogram, HistogramBuilder } from '../../gate/core/stats/histogram-builder.ts';

/** One URL, or several in turn, that autocannon fires at with a fixed number of connections, each waiting for its answer. */
export interface Shot {
  /** The route. */
  readonly name: string;
  readonly paths: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** autocannon's own result, and the latencies in ms as a histogram of ours: its own holds whole ms and no p95. */
export interface ShotResult extends autocannon.Result {
  readonly latencyHistogram: Histogram;
}

/** Fires for whole seconds. */
export async function fire(
  shot: Shot,
  options: { url: string; connections: number; seconds: number },
): Promise<ShotResult> {
  const latencies = new HistogramBuilder();
  const { url, connections, seconds } = options;
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(
      {
        url,
        connections,
        duration: seconds,
        requests: shot.paths.map((path) => ({ method: 'GET', path, headers: { ...shot.headers } })),
      },
      (error, done) => (error ? reject(error) : resolve(done)),
    );
    instance.on('response', (_client, _status, _bytes, responseTimeMs) => latencies.record(responseTimeMs));
  });
  return { ...result, latencyHistogram: latencies.build() };
}
