import type { Placement, ServerSpec } from '../spec.ts';

const VERSION = '0.160.0';
const COLLECTOR = 'go.opentelemetry.io/collector';
const CONTRIB = 'github.com/open-telemetry/opentelemetry-collector-contrib';

/** The components of the build: enough to receive, filter and forward metrics. */
const ASSEMBLY = `dist:
  name: otelcol
  description: OpenTelemetry Collector
  version: ${VERSION}
  output_path: ./bin
receivers:
  - gomod: ${COLLECTOR}/receiver/otlpreceiver v${VERSION}
processors:
  - gomod: ${COLLECTOR}/processor/memorylimiterprocessor v${VERSION}
  - gomod: ${CONTRIB}/processor/filterprocessor v${VERSION}
exporters:
  - gomod: ${COLLECTOR}/exporter/debugexporter v${VERSION}
  - gomod: ${COLLECTOR}/exporter/otlphttpexporter v${VERSION}
  - gomod: ${CONTRIB}/exporter/prometheusremotewriteexporter v${VERSION}
`;

/** Receives OTLP and prints it. */
const config = ({ host, port }: Placement): string => `receivers:
  otlp: { protocols: { http: { endpoint: "${host}:${port}" } } }
exporters:
  debug: {}
service:
  telemetry: { metrics: { level: none } }
  pipelines:
    metrics: { receivers: [otlp], exporters: [debug] }
`;

export const OTELCOL: ServerSpec = {
  id: 'otelcol',
  family: 'otelcol',
  title: 'OpenTelemetry Collector',
  version: VERSION,
  binary: 'otelcol',
  variable: 'OTELCOL_BIN',
  onPath: { names: ['otelcol', 'otelcol-contrib'], series: '0.160' },
  versionFrom: { args: ['--version'], pattern: /^otelcol\S* version (\S*)$/m },
  source: {
    kind: 'go',
    module: `${COLLECTOR}/cmd/builder`,
    version: `v${VERSION}`,
    checksum: 'h1:oAWgSxRGp7OoiqN4dqSXjSUhiE2utL8NsfJ8tVGGn64=',
    package: `${COLLECTOR}/cmd/builder`,
    assembly: ASSEMBLY,
    variables: {},
    coldSeconds: 120,
  },
  start: {
    args: () => [],
    receiverFlags: [],
    configFlag: '--config',
    defaultConfig: config,
    // It has no page for readiness. Its receiver listens last, and does not accept GET.
    paths: { ready: '/v1/metrics', query: '', otlpMetrics: '/v1/metrics' },
    readyStatus: 405,
    readyTimeoutMs: 60_000,
  },
};
