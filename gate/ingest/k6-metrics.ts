/** The four kinds of k6 metrics. The CSV output does not name them. */
export type K6MetricType = 'trend' | 'rate' | 'counter' | 'gauge';

interface BuiltInMetric {
  readonly type: K6MetricType;
  readonly unit: string;
}

/** k6's own metrics, from its documentation ("Built-in metrics reference", v2.2). Everything else is the script's own. */
const BUILT_IN: ReadonlyMap<string, BuiltInMetric> = new Map([
  ['checks', { type: 'rate', unit: 'share' }],
  ['data_received', { type: 'counter', unit: 'bytes' }],
  ['data_sent', { type: 'counter', unit: 'bytes' }],
  ['dropped_iterations', { type: 'counter', unit: 'iterations' }],
  ['group_duration', { type: 'trend', unit: 'ms' }],
  ['grpc_req_duration', { type: 'trend', unit: 'ms' }],
  ['http_req_blocked', { type: 'trend', unit: 'ms' }],
  ['http_req_connecting', { type: 'trend', unit: 'ms' }],
  ['http_req_duration', { type: 'trend', unit: 'ms' }],
  ['http_req_failed', { type: 'rate', unit: 'share' }],
  ['http_req_receiving', { type: 'trend', unit: 'ms' }],
  ['http_req_sending', { type: 'trend', unit: 'ms' }],
  ['http_req_tls_handshaking', { type: 'trend', unit: 'ms' }],
  ['http_req_waiting', { type: 'trend', unit: 'ms' }],
  ['http_reqs', { type: 'counter', unit: 'requests' }],
  ['iteration_duration', { type: 'trend', unit: 'ms' }],
  ['iterations', { type: 'counter', unit: 'iterations' }],
  ['vus', { type: 'gauge', unit: 'VUs' }],
  ['vus_max', { type: 'gauge', unit: 'VUs' }],
  ['ws_connecting', { type: 'trend', unit: 'ms' }],
  ['ws_msgs_received', { type: 'counter', unit: 'messages' }],
  ['ws_msgs_sent', { type: 'counter', unit: 'messages' }],
  ['ws_ping', { type: 'trend', unit: 'ms' }],
  ['ws_session_duration', { type: 'trend', unit: 'ms' }],
  ['ws_sessions', { type: 'counter', unit: 'sessions' }],
]);

/** `null`: a metric of the script's own. */
export function builtInMetric(metric: string): BuiltInMetric | null {
  return BUILT_IN.get(metric) ?? null;
}
