import type { CollectorConfig } from '../../sources/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, judged, type Outcome, pass } from '../../engine/outcome.ts';
import {
  collectorConfig,
  collectorLocation,
  metricsPipelines,
  otlpReceivers,
  pushedCollector,
  throughConnectors,
  typeOf,
} from '../../evidence/collector.ts';
import { exporter, isAccepted } from '../../evidence/exporter.ts';
import { unlessPushesWork } from '../../outcomes/unless-pushes-work.ts';

/** Exporters that do not lead to a backend. */
const DEAD_ENDS = new Set(['debug', 'logging', 'nop', 'file']);

/** The collector's pipeline leads from OTLP to a backend. */
export const receiverCollectorPipeline = defineCheck({
  id: 'TL508',
  link: 'receiver',
  title: 'Collector forwards metrics',
  proves:
    'a metrics pipeline of the collector has an otlp receiver that speaks HTTP, and an exporter to a backend',
  explain:
    'A component that is only defined does nothing: it has to be in service.pipelines, in a pipeline of the right ' +
    'signal. A metrics pipeline without the otlp receiver receives nothing (the port responds with 404, or nothing ' +
    'listens); one whose only exporter is debug ends in the log.',
  severity: 'error',
  modes: [44],
  needs: [collectorConfig, pushedCollector],
  uses: [exporter],
  run: ({ collectorConfig: config, exporter }) => {
    const { outcome, isFed } = judge(config);
    // An accepted push shows that there is a receiver, not that there is an exporter.
    return isFed ? outcome : unlessPushesWork(outcome, exporter, isAccepted);
  },
});

function judge(config: CollectorConfig): { outcome: Outcome<never>; isFed: boolean } {
  const pipelines = metricsPipelines(config);
  const evidence = pipelines.map(({ name, receivers, processors, exporters }) => ({
    source: config.source,
    saw: `${name}: ${receivers.join(', ') || 'nothing'} → ${[...processors, exporters.join(', ') || 'nothing'].join(' → ')}`,
  }));
  const seen = judged(evidence);
  const fault = (
    message: string,
    path: readonly string[],
    text: string,
    isFed = false,
  ): { outcome: Outcome<never>; isFed: boolean } => ({
    isFed,
    outcome: fail(message, evidence, {
      ...collectorLocation(config, path),
      affects: ['every metric'],
      fix: { kind: 'manual', text },
    }),
  });
  const at = ['service', 'pipelines'];
  if (!seen) {
    return fault(
      'the collector has no pipeline of metrics',
      at,
      config.language === 'alloy'
        ? 'add metrics = […] to the output of otelcol.receiver.otlp, with a way to an exporter'
        : 'add service.pipelines.metrics with the otlp receiver and an exporter to the backend',
    );
  }
  const undefinedName = undefinedComponent(config);
  if (undefinedName) {
    return fault(
      `pipeline ${undefinedName.pipeline} names ${undefinedName.name}, which is not defined: the collector does not start`,
      [...at, undefinedName.pipeline],
      `define ${undefinedName.name}, or take it out of the pipeline`,
    );
  }
  const speaking = otlpReceivers(config, pipelines).filter(({ endpoint }) => endpoint !== undefined);
  const fed = pipelines.filter(({ receivers }) => speaking.some(({ name }) => receivers.includes(name)));
  const [first] = pipelines;
  if (fed.length === 0) {
    return fault(
      `no metrics pipeline of the collector has an otlp receiver that speaks HTTP`,
      [...at, first?.name ?? '', 'receivers'],
      config.language === 'alloy'
        ? 'add http {} to otelcol.receiver.otlp'
        : `add the otlp receiver with its http protocol to receivers of pipeline ${first?.name}`,
    );
  }
  const exporters = throughConnectors(config, fed).flatMap((pipeline) => pipeline.exporters);
  const alive = exporters.filter((name) => !(name in config.connectors) && !DEAD_ENDS.has(typeOf(name)));
  if (alive.length === 0) {
    const ends = exporters.filter((name) => !(name in config.connectors)).join(', ') || 'nowhere';
    return fault(
      `the collector's metrics end in ${ends}: no exporter leads to a backend`,
      [...at, fed[0]?.name ?? '', 'exporters'],
      config.language === 'alloy'
        ? 'lead the metrics to otelcol.exporter.otlphttp, or to otelcol.exporter.prometheus and prometheus.remote_write'
        : `add an exporter to the backend (otlphttp, prometheusremotewrite) to pipeline ${fed[0]?.name}`,
      true,
    );
  }
  return { outcome: pass(`otlp → ${alive.join(', ')}`, seen), isFed: true };
}

function undefinedComponent(config: CollectorConfig): { pipeline: string; name: string } | undefined {
  const { receivers, processors, exporters, connectors } = config;
  for (const pipeline of metricsPipelines(config)) {
    const name =
      pipeline.receivers.find((each) => !(each in receivers) && !(each in connectors)) ??
      pipeline.processors.find((each) => !(each in processors)) ??
      pipeline.exporters.find((each) => !(each in exporters) && !(each in connectors));
    if (name !== undefined) return { pipeline: pipeline.name, name };
  }
  return undefined;
}
