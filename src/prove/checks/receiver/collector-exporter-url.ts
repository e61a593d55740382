import { counted } from '../../../shared/text/count.ts';
import { arrivedNames } from '../../evidence/arrival/stored-metrics.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import {
  collectorConfig,
  collectorLocation,
  metricsPipelines,
  otlpReceivers,
  pushedCollector,
  throughConnectors,
  writtenComponent,
} from '../../evidence/collector.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, judged, pass, unknown, warn } from '../../engine/outcome.ts';
import { readExporterUrl, urlFault } from '../../pipeline/exporter-url.ts';
import { type CollectorConfig } from '../../sources/index.ts';
import { collectorExporter, type CollectorExporter } from '../../sources/collector/index.ts';

/** The collector's exporters send to a path and a port that speak their protocol. */
export const receiverCollectorExporterUrl = defineCheck({
  id: 'TL513',
  link: 'receiver',
  title: "Collector's exporter URLs are right",
  proves: 'the URL of each exporter behind the otlp receiver has the path and the port of its protocol',
  explain:
    'The exporter otlphttp appends /v1/metrics to endpoint, and uses metrics_endpoint exactly as it is written: the base ' +
    'for Prometheus is http://HOST:9090/api/v1/otlp. Prometheus, VictoriaMetrics and Mimir do not receive OTLP over ' +
    'gRPC. Remote write has other paths (/api/v1/write, and /api/v1/push in Mimir). The collector accepts every ' +
    'push all the same, and loses the data behind it. A host or a port that is only named after a backend gives a warning.',
  severity: 'error',
  modes: [6, 32, 73],
  needs: [collectorConfig, pushedCollector],
  uses: [arrival],
  dependsOn: ['TL508'],
  run: ({ collectorConfig: config, arrival }) => {
    const exporters = usedExporters(config);
    const faults = exporters.flatMap((each) => {
      const fault = urlFault(each.settings);
      return fault ? [{ ...each, ...fault }] : [];
    });
    const read = exporters.filter(({ settings }) => 'url' in settings && readExporterUrl(settings.url));
    const open = exporters.filter((each) => !read.includes(each)).map(({ name }) => name);
    const evidence = [
      ...read.map(({ name, settings }) => ({
        source: config.source,
        saw: `${name}: ${'url' in settings ? settings.url : ''}`,
      })),
      ...open.map((name) => ({ source: config.source, saw: `${name}: its URL was not judged` })),
    ];
    const [first] = faults.toSorted((a, b) => Number(b.isCertain) - Number(a.isCertain));
    if (!first) {
      const seen = read.length > 0 && judged(evidence);
      if (!seen) return unknown('no exporter has a URL that the configuration shows', evidence);
      const more = open.length > 0 ? `; ${open.length} not judged` : '';
      return pass(`${read.map(({ name }) => name).join(', ')}${more}`, seen);
    }
    const arrived = arrival ? arrivedNames(arrival).size : 0;
    if (arrived > 0) {
      const seen = {
        source: 'backend',
        saw: `${counted(arrived, 'metric of the contract has', 'metrics of the contract have')} arrived`,
      };
      return pass('metrics arrive, so another exporter or another file is in force', [seen, ...evidence]);
    }
    const key = 'key' in first.settings ? first.settings.key : 'endpoint';
    // Another exporter may lead to the backend.
    const isAll = faults.length === exporters.length;
    const report = first.isCertain && isAll ? fail : warn;
    return report(`the collector's exporter ${first.name} ${first.text}`, evidence, {
      ...collectorLocation(config, ['exporters', first.name, key]),
      modes: [first.mode],
      affects: [isAll ? 'every metric' : `what is sent to ${first.name}`],
      fix: { kind: 'manual', text: `${writtenComponent(config, ['exporters', first.name])}: ${first.fix}` },
    });
  },
});

function usedExporters(config: CollectorConfig): { name: string; settings: CollectorExporter }[] {
  const pipelines = metricsPipelines(config);
  const speaking = new Set(otlpReceivers(config, pipelines).map(({ name }) => name));
  const fed = pipelines.filter(({ receivers }) => receivers.some((name) => speaking.has(name)));
  const names = new Set(throughConnectors(config, fed).flatMap(({ exporters }) => exporters));
  return [...names]
    .filter((name) => !(name in config.connectors))
    .map((name) => ({ name, settings: collectorExporter(name, config.exporters[name]) }))
    .filter(({ settings }) => settings.kind !== 'dead end' && settings.kind !== 'scraped');
}
