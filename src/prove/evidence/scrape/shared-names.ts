const COUNTERS = [
  'gateway_rpc_requests',
  'gateway_rpc_outcomes',
  'webhook_received',
  'webhook_error',
  'message_received',
  'message_processed',
  'message_dispatch_started',
  'message_dispatch_completed',
  'message_delivery_started',
  'session_state',
  'session_stuck',
  'session_turn_created',
  'skill_used',
  'talk_event',
  'model_failover',
  'tool_execution_blocked',
  'memory_pressure',
  'payload_large',
  'liveness_warning',
  'diagnostic_async_queue_dropped',
];

const HISTOGRAMS = ['memory_rss_bytes', 'talk_audio_bytes', 'payload_large_bytes', 'liveness_cpu_core_ratio'];

/**
 * Names that both plugins of OpenClaw 2026.9 make, diagnostics-otel behind Prometheus' default strategy and
 * diagnostics-prometheus on its page, with different labels. By their documents, not by a recording.
 */
export const SHARED_NAMES: readonly string[] = [
  ...COUNTERS.map((name) => `openclaw_${name}_total`),
  ...HISTOGRAMS.map((name) => `openclaw_${name}_count`),
];

/** Names of the metrics among them, without what a histogram adds. */
export function isShared(name: string): boolean {
  return SHARED_NAMES.includes(name) || SHARED_NAMES.includes(name.replace(/_(?:bucket|sum)$/, '_count'));
}
