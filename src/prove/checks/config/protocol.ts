import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass } from '../../engine/outcome.ts';
import { configEvidence, locate, setInConfig } from '../../fix/config.ts';

/** The protocol is one that the exporter and the receiver both speak. */
export const configProtocol = defineCheck({
  id: 'TL103',
  link: 'config',
  title: 'Protocol is http/protobuf',
  proves: "diagnostics.otel.protocol names the one protocol that the exporter and Prometheus' receiver share",
  explain:
    'Prometheus, VictoriaMetrics and Mimir receive OTLP over HTTP. The value grpc passes the schema, then the plugin ' +
    'refuses it at start and nothing is sent. OTLP over gRPC needs a collector in between.',
  severity: 'error',
  modes: [4],
  needs: ['config'],
  dependsOn: ['TL101'],
  run: ({ config }) => {
    if (!config.reading.ok) return fail('the configuration is not valid', []);
    const { protocol } = config.reading.config.diagnostics.otel;
    const evidence = [configEvidence(config, `diagnostics.otel.protocol is ${protocol}`)];
    if (protocol === 'http/protobuf') return pass('http/protobuf', evidence);
    const path = ['diagnostics', 'otel', 'protocol'];
    return fail(`${protocol} is not spoken by the exporter, nor by Prometheus`, evidence, {
      location: locate(config, path),
      affects: ['the exporter does not start'],
      fix: setInConfig(config, 'speak OTLP over HTTP', [[path, 'http/protobuf']]),
    });
  },
});
