import type { Placement, ServerSpec } from '../spec.ts';

const MODULE = 'github.com/grafana/loki/v3';

/** Settings common to its parts are possible in a file only; without an address each part searches one. */
const config = ({ host, dataDir }: Placement): string => `common:
  instance_addr: ${host}
  path_prefix: ${dataDir}
  replication_factor: 1
  ring: { kvstore: { store: inmemory } }
  storage: { filesystem: { chunks_directory: ${dataDir}/chunks, rules_directory: ${dataDir}/rules } }
schema_config:
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
  title: 'Grafana Loki',
  version: '3.7.8',
  binary: 'loki',
  variable: 'LOKI_BIN',
  onPath: { names: ['loki'], series: '3' },
  versionFrom: { args: ['-version'], pattern: /^loki, version (\S*) \(/i },
  source: {
    kind: 'go',
    module: MODULE,
    version: 'v3.7.8',
    checksum: 'h1:bJ0WFWVOjgvG/jYmT9fIX15SYXXDwuEu/IMgTwMA97U=',
    package: `${MODULE}/cmd/loki`,
    variables: { [`${MODULE}/pkg/util/build.Version`]: '3.7.8' },
    coldSeconds: 250,
  },
  start: {
    args: ({ host, port, peerPort }) => [
      '-target=all',
      '-auth.enabled=false',
      '-reporting.enabled=false',
      `-server.http-listen-address=${host}`,
      `-server.http-listen-port=${port}`,
      `-server.grpc-listen-address=${host}`,
      `-server.grpc-listen-port=${peerPort}`,
      // By default an ingester waits 15 s for other ingesters, which do not exist.
      '-ingester.min-ready-duration=0s',
      // By default 10 s; it is ready after the first. Its scheduler accepts queries after 3 s.
      '-frontend.scheduler-dns-lookup-period=5s',
    ],
    receiverFlags: [],
    configFlag: '-config.file',
    defaultConfig: config,
    paths: { ready: '/ready', query: '' },
    readyTimeoutMs: 120_000,
  },
};
