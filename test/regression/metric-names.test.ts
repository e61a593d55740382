import { expect, it } from 'vitest';
import { startBackend } from '../../testbed/servers/index.ts';
import { startMetricExport } from '../../src/emit/telemetry/export/metrics.ts';
import { Recorder } from '../../src/emit/telemetry/index.ts';
import { EVENTS } from '../support/diagnostic-events.ts';
import { describeWithServer } from '../harness/with-server.ts';

const COUNTERS = [
  'openclaw_cost_usd_total',
  'openclaw_message_processed_total',
  'openclaw_message_queued_total',
  'openclaw_queue_lane_dequeue_total',
  'openclaw_queue_lane_enqueue_total',
  'openclaw_run_attempt_total',
  'openclaw_session_state_total',
  'openclaw_session_stuck_total',
  'openclaw_tokens_total',
  'openclaw_webhook_error_total',
  'openclaw_webhook_received_total',
];
const HISTOGRAMS = [
  'openclaw_context_tokens',
  'openclaw_message_duration_ms',
  'openclaw_queue_depth',
  'openclaw_queue_wait_ms',
  'openclaw_run_duration_ms',
  'openclaw_session_stuck_age_ms',
  'openclaw_webhook_duration_ms',
];

/** What the exporter says of itself in its first push: nothing was exported yet, and so nothing took time. */
const OWN_HEALTH = [
  'otel_sdk_exporter_metric_data_point_exported_total',
  'otel_sdk_exporter_metric_data_point_inflight',
];

await describeWithServer('prometheus', 'the 18 metrics in a real Prometheus', (found) => {
  it("have the names of the contract, and only the exporter's own health is beside them", async () => {
    const prometheus = await startBackend(found);
    const recorder = new Recorder({
      identity: { name: 'openclaw', namespace: 'prod', instanceId: 'pod-0:18789' },
      sessionKey: 'plain',
      seriesLimit: 2_000,
      now: Date.now,
      onWarning: () => {},
    });
    for (const event of Object.values(EVENTS)) recorder.record(event);
    const metricExport = startMetricExport({
      recorder,
      url: prometheus.otlpMetricsUrl,
      shownUrl: prometheus.otlpMetricsUrl,
      headers: {},
      intervalMs: 60_000,
      timeoutMs: 5_000,
      onNotice: () => {},
    });
    await metricExport.stop();
    const response = await fetch(`${prometheus.url}/api/v1/series?match[]={__name__!=""}`);
    const { data } = (await response.json()) as { data: Record<string, string>[] };
    await prometheus.stop();

    const suffixes = ['_bucket', '_count', '_sum'];
    const names = [
      ...COUNTERS,
      ...HISTOGRAMS.flatMap((name) => suffixes.map((suffix) => `${name}${suffix}`)),
      ...OWN_HEALTH,
    ];
    expect(new Set(data.map((series) => series['__name__']))).toEqual(new Set(names));
    for (const { job, instance } of data) {
      expect({ job, instance }).toEqual({ job: 'prod/openclaw', instance: 'pod-0:18789' });
    }
  });
});
