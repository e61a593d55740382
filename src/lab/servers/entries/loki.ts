import type { ServerSpec } from '../spec.ts';

const MODULE = 'github.com/grafana/loki/v3';

/** Flags can set everything but the schema. */
const SCHEMA = `schema_config:
  configs:
    - from: 2024-01-01
      store: tsdb
      object_store: filesystem
      schema: v13
      index: { prefix: index_, period: 24h }
`;

export const LOKI: ServerSpec = {
  id: 'loki',
  family: 'loki',
  title: 'Grafana Loki 3.7.8',
  version: '3.7.8',
  binary: 'loki',
  variable: 'LOKI_BIN',
  onPath: { names: ['loki'], series: '3' },
  versionFrom: { args: ['-version'], pattern: /^loki, version (\S*) \(/i },
  source: {
    module: MODULE,
    version: 'v3.7.8',
    checksum: 'h1:bJ0WFWVOjgvG/jYmT9fIX15SYXXDwuEu/IMgTwMA97U=',
    package: `${MODULE}/cmd/loki`,
    variables: { [`${MODULE}/pkg/util/build.Version`]: '3.7.8' },
    coldSeconds: 250,
  },
  start: {
    args: ({ host, port, grpcPort, dataDir }) => [
      '-target=all',
      '-auth.enabled=false',
      '-reporting.enabled=false',
      `-server.http-listen-address=${host}`,
      `-server.http-listen-port=${port}`,
      `-server.grpc-listen-address=${host}`,
      `-server.grpc-listen-port=${grpcPort}`,
      `-common.storage.filesystem.chunk-directory=${dataDir}/chunks`,
      `-common.storage.ring.instance-addr=${host}`,
      '-common.storage.ring.store=inmemory',
    ],
    receiverFlags: [],
    configFlag: '-config.file',
    defaultConfig: SCHEMA,
    paths: { ready: '/ready', query: '' },
    readyTimeoutMs: 120_000,
  },
};
