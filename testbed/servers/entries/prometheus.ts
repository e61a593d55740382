import type { GoReplace, ServerSpec } from '../spec.ts';

const MODULE = 'github.com/prometheus/prometheus';

interface Release {
  readonly id: string;
  readonly version: string;
  readonly variable: string;
  readonly moduleVersion: string;
  readonly checksum: string;
  readonly coldSeconds: number;
  readonly replaces?: readonly GoReplace[];
  readonly receiverFlags: readonly string[];
}

function prometheus(release: Release): ServerSpec {
  return {
    id: release.id,
    family: 'prometheus',
    title: 'Prometheus',
    version: release.version,
    binary: 'prometheus',
    variable: release.variable,
    onPath: { names: ['prometheus'], series: release.version.split('.').slice(0, 2).join('.') },
    versionFrom: { args: ['--version'], pattern: /^prometheus, version (\S*) \(/ },
    source: {
      kind: 'go',
      module: MODULE,
      version: release.moduleVersion,
      checksum: release.checksum,
      package: `${MODULE}/cmd/prometheus`,
      ...(release.replaces === undefined ? {} : { replaces: release.replaces }),
      variables: { 'github.com/prometheus/common/version.Version': release.version },
      coldSeconds: release.coldSeconds,
    },
    start: {
      args: ({ host, port, dataDir }) => [
        `--storage.tsdb.path=${dataDir}`,
        `--web.listen-address=${host}:${port}`,
      ],
      receiverFlags: release.receiverFlags,
      configFlag: '--config.file',
      defaultConfig: () => 'global: {}\n',
      paths: { ready: '/-/ready', query: '', otlpMetrics: '/api/v1/otlp/v1/metrics' },
      readyTimeoutMs: 60_000,
    },
  };
}

export const PROMETHEUS: readonly ServerSpec[] = [
  prometheus({
    id: 'prometheus',
    version: '3.5.3',
    variable: 'PROMETHEUS_BIN',
    moduleVersion: 'v0.305.3',
    checksum: 'h1:LzXTBJasd61l8kD/RcpwoiJ95v2Txkb3vZJX74uEe2E=',
    coldSeconds: 250,
    receiverFlags: ['--web.enable-otlp-receiver'],
  }),
  prometheus({
    id: 'prometheus@2.53',
    version: '2.53.3',
    variable: 'PROMETHEUS_2_53_BIN',
    moduleVersion: 'v0.53.3',
    checksum: 'h1:psmE5n7QoBSMt1wSZ5IL7jyTkanb/N29Twoxmhzuxqc=',
    coldSeconds: 200,
    // Before 3.0 the receiver was a feature flag.
    receiverFlags: ['--enable-feature=otlp-write-receiver'],
  }),
  prometheus({
    id: 'prometheus@3.12',
    version: '3.12.0',
    variable: 'PROMETHEUS_3_12_BIN',
    moduleVersion: 'v0.312.0',
    checksum: 'h1:f9jdv2fQhQ1fks9a9YwlGZrKr4hih0rRP/rh0mu3Q18=',
    coldSeconds: 250,
    receiverFlags: ['--web.enable-otlp-receiver'],
  }),
  prometheus({
    id: 'prometheus@3.16',
    version: '3.16.0',
    variable: 'PROMETHEUS_3_16_BIN',
    moduleVersion: 'v0.316.0',
    checksum: 'h1:f1GRFerhTMKQma+awCoC9T820ecWeGSdF+xAlMHzZzM=',
    coldSeconds: 250,
    // Some module proxies no longer have the version that its go.mod requires.
    replaces: [
      {
        path: 'github.com/hashicorp/nomad/api',
        with: { path: 'github.com/hashicorp/nomad/api', version: 'v0.0.0-20241218080744-e3ac00f30eec' },
      },
    ],
    receiverFlags: ['--web.enable-otlp-receiver'],
  }),
];
