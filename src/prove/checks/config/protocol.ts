import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass } from '../../engine/outcome.ts';
import { configEvidence, locate } from '../../evidence/config-location.ts';
import { configuration } from '../../evidence/configuration.ts';
import { setInConfig } from '../../fix/set-in-config.ts';

/** The exporter and the receiver both speak the protocol. */
export const configProtocol = defineCheck({
  id: 'TL103',
  link: 'config',
  title: 'Protocol is http/protobuf',
  proves: "diagnostics.otel.protocol names the one protocol that the exporter and Prometheus' receiver share",
  explain:
    'Prometheus, VictoriaMetrics and Mimir receive OTLP over HTTP. The value grpc passes the schema, but the plugin ' +
    'does not start with it, and nothing is sent. OTLP over gRPC needs a collector in between.',
  severity: 'error',
  modes: [4],
  onlyPushed: true,
  needs: ['config', configuration],
  dependsOn: ['TL101'],
  run: ({ config, configuration }) => {
    const { protocol } = configuration.diagnostics.otel;
    const evidence: Judged = [configEvidence(config, `diagnostics.otel.protocol is ${protocol}`)];
    if (protocol === 'http/protobuf') return pass('http/protobuf', evidence);
    const path = ['diagnostics', 'otel', 'protocol'];
    return fail(`neither the exporter nor Prometheus speaks ${protocol}`, evidence, {
      location: locate(config, path),
      affects: ['the exporter does not start'],
      fix: setInConfig(config, 'send OTLP over HTTP', [[path, 'http/protobuf']]),
    });
  },
});
