import { arrival } from '../../evidence/arrival/evidence.ts';
import { collectorConfig, collectorLocation } from '../../evidence/collector.ts';
import { collectorRoutes } from '../../evidence/collector-routes.ts';
import { namesOf } from '../../evidence/metric-list.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import type { MetricResult } from '../../../shared/protocol/report.ts';

/** Behind an exporter that drops deltas, the sums and histograms arrive as the gauges do. */
export const receiverCollectorTemporality = defineCheck({
  id: 'TL514',
  link: 'receiver',
  title: 'Sums and histograms pass the collector',
  proves: 'behind an exporter that drops delta values, sums and histograms are stored like gauges',
  explain:
    'The exporter prometheusremotewrite drops sums and histograms with delta temporality. Neither its log nor its response ' +
    'says so. Gauges have no temporality, so they arrive: where only they do, temporality is the first suspect. Let the ' +
    'sender use cumulative temporality, or add the processor deltatocumulative before the exporter.',
  severity: 'warning',
  modes: [46],
  needs: [collectorConfig, collectorRoutes, arrival],
  dependsOn: ['TL501', 'TL509'],
  run: ({ collectorConfig: config, collectorRoutes: routed, arrival }) => {
    const exporters = new Set(
      routed
        .flatMap(({ routes }) => routes)
        .filter(({ destination, settings }) => settings.kind === 'remote-write' && destination)
        .map(({ exporter }) => exporter),
    );
    const [exporter] = exporters;
    if (exporter === undefined) return skip('no exporter that drops delta values is used');
    const converted = routed.some(({ routes }) =>
      routes.some(({ metric }) => metric.changes.some(({ text }) => text.endsWith('to cumulative'))),
    );
    const processors = Object.values(config.service.pipelines).flatMap((pipeline) => pipeline.processors);
    const converting = processors.find((name) => /^delta_?to_?cumulative/.test(name));
    if (converted || converting !== undefined) {
      const saw = `${converting ?? 'a processor'} is in a pipeline`;
      return pass('deltatocumulative converts delta values', [{ source: config.source, saw }]);
    }
    const isGauge = ({ type }: MetricResult): boolean => type === 'gauge' || type === 'summary';
    const gauges = arrival.metrics.filter((metric) => isGauge(metric) && metric.status === 'arrived');
    const others = arrival.metrics.filter((metric) => !isGauge(metric));
    const missing = others.filter(({ status }) => status === 'missing');
    const evidence: Judged = [
      { source: config.source, saw: `${exporter} drops sums and histograms with delta temporality` },
      {
        source: 'backend',
        saw: `stored: ${namesOf(gauges) || 'no gauge'}; missing: ${namesOf(missing) || 'none'}`,
      },
    ];
    if (others.length === 0 || gauges.length === 0) return unknown('no gauge to compare with sums', evidence);
    if (missing.length === 0 || missing.length < others.length)
      return pass(`${others.length - missing.length} sums and histograms are stored`, evidence);
    return warn(
      `gauges are stored, and no sum or histogram is: ${exporter} drops delta values without an error`,
      evidence,
      {
        ...collectorLocation(config, ['exporters', exporter]),
        modes: [46],
        affects: missing.map(({ prometheus }) => prometheus),
        fix: {
          kind: 'manual',
          text:
            'if the sender uses delta temporality, set OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative there, ' +
            `or add the processor deltatocumulative before ${exporter}`,
        },
      },
    );
  },
});
