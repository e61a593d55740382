import type { ServerSpec } from '../spec.ts';

const MODULE = 'github.com/VictoriaMetrics/VictoriaMetrics';

export const VICTORIAMETRICS: ServerSpec = {
  id: 'victoriametrics',
  family: 'victoriametrics',
  title: 'VictoriaMetrics',
  version: '1.140.0',
  binary: 'victoria-metrics',
  variable: 'VICTORIAMETRICS_BIN',
  onPath: { names: ['victoria-metrics', 'victoria-metrics-prod'], series: '1' },
  versionFrom: { args: ['-version'], pattern: /^victoria-metrics-\S*?(?:v(\d+\.\d+\.\d+)|$)/m },
  source: {
    kind: 'go',
    module: MODULE,
    version: 'v1.140.0',
    checksum: 'h1:649sK+CgP0vyqZYqTb0WZ70oyCCAiu1DRofvq4yYG1Y=',
    package: `${MODULE}/app/victoria-metrics`,
    variables: { [`${MODULE}/lib/buildinfo.Version`]: 'victoria-metrics-tags-v1.140.0' },
    coldSeconds: 60,
  },
  start: {
    args: ({ host, port, dataDir }) => [
      `-storageDataPath=${dataDir}`,
      `-httpListenAddr=${host}:${port}`,
      '-opentelemetry.usePrometheusNaming=true',
      // By default the last 30 s cannot be queried.
      '-search.latencyOffset=0s',
    ],
    receiverFlags: [],
    paths: { ready: '/health', query: '', otlpMetrics: '/opentelemetry/v1/metrics' },
    readyTimeoutMs: 60_000,
  },
};
