import { counter, gauge, type MetricFamily } from './prometheus-text.ts';
import type { Snapshot } from './snapshot.ts';

/** What belongs to the process as a whole. */
export function processFamilies(snapshot: Snapshot): readonly MetricFamily[] {
  const { compression } = snapshot;
  const delaySeconds = snapshot.eventLoopDelayP99Ms / 1000;
  const delayHelp = 'Delay of the event loop, 99th percentile of the last whole second.';
  return [
    counter('compression_bodies_total', 'Whole bodies encoded.', compression.bodies),
    counter('compression_streams_total', 'Bodies encoded as they went out.', compression.streams),
    counter('compression_input_bytes_total', 'Bytes of both before.', compression.bytesIn),
    counter('compression_output_bytes_total', 'Bytes of both after.', compression.bytesOut),
    counter(
      'compression_seconds_total',
      'Time from asking for a whole body encoded to having it.',
      compression.seconds,
    ),
    counter('process_cpu_seconds_total', 'CPU time of this process, user and system.', snapshot.cpuSeconds),
    counter('nodejs_gc_seconds_total', 'Time that this process stood still to collect garbage.', snapshot.gcSeconds),
    gauge('process_resident_memory_bytes', 'Resident memory of this process.', snapshot.rssBytes),
    gauge('nodejs_eventloop_delay_p99_seconds', delayHelp, delaySeconds),
    gauge('server_info', 'What this server is: versions, sizes, settings.', [{ labels: snapshot.facts, value: 1 }]),
  ];
}
