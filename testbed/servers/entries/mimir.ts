import type { ServerSpec } from '../spec.ts';

const MODULE = 'github.com/grafana/mimir';

/** Each of these searches an address. If one is on another interface, every query hangs. */
const ADDRESSES = [
  'alertmanager.sharding-ring.instance-addr',
  'compactor.ring.instance-addr',
  'distributor.ring.instance-addr',
  'ingester.ring.instance-addr',
  'overrides-exporter.ring.instance-addr',
  'querier.ring.instance-addr',
  'query-frontend.instance-addr',
  'query-scheduler.ring.instance-addr',
  'ruler.ring.instance-addr',
  'store-gateway.sharding-ring.instance-addr',
];

/** Rings of one process need no gossip. */
const RINGS = [
  'alertmanager.sharding-ring.store',
  'compactor.ring.store',
  'distributor.ring.store',
  'ingester.ring.store',
  'overrides-exporter.ring.store',
  'querier.ring.store',
  'query-scheduler.ring.store',
  'ruler.ring.store',
  'store-gateway.sharding-ring.store',
];

export const MIMIR: ServerSpec = {
  id: 'mimir',
  family: 'mimir',
  title: 'Grafana Mimir',
  // The main branch of April 2026, after 3.0.5: Go does not accept the tags of its releases as versions.
  version: '3.0.5-aced80d',
  binary: 'mimir',
  variable: 'MIMIR_BIN',
  onPath: { names: ['mimir'], series: '3' },
  versionFrom: { args: ['-version'], pattern: /^Mimir, version (\S*) \(/i },
  source: {
    kind: 'go',
    module: MODULE,
    version: 'v1.3.1-0.20260423142704-aced80d74930',
    checksum: 'h1:uegeb+I1faUHNHi8rBl+hJpdaYB2DGlZdZsu1gV7lk0=',
    package: `${MODULE}/cmd/mimir`,
    replaces: [
      {
        path: 'github.com/influxdata/influxdb/v2',
        with: { path: 'github.com/influxdata/influxdb/v2', version: 'v2.7.12' },
      },
      {
        path: 'github.com/twmb/franz-go/pkg/kadm',
        with: { path: 'github.com/twmb/franz-go/pkg/kadm', version: 'v1.17.1' },
      },
    ],
    variables: { [`${MODULE}/pkg/util/version.Version`]: '3.0.5-aced80d' },
    coldSeconds: 300,
  },
  start: {
    args: ({ host, port, peerPort, dataDir }) => [
      '-target=all',
      '-auth.multitenancy-enabled=false',
      '-usage-stats.enabled=false',
      `-server.http-listen-address=${host}`,
      `-server.http-listen-port=${port}`,
      `-server.grpc-listen-address=${host}`,
      `-server.grpc-listen-port=${peerPort}`,
      '-ingester.ring.replication-factor=1',
      // By default an ingester waits 15 s for other ingesters, which do not exist.
      '-ingester.ring.min-ready-duration=0s',
      '-store-gateway.sharding-ring.replication-factor=1',
      ...ADDRESSES.map((name) => `-${name}=${host}`),
      ...RINGS.map((name) => `-${name}=inmemory`),
      '-common.storage.backend=filesystem',
      `-blocks-storage.filesystem.dir=${dataDir}/blocks`,
      `-blocks-storage.tsdb.dir=${dataDir}/tsdb`,
      `-blocks-storage.bucket-store.sync-dir=${dataDir}/sync`,
      `-compactor.data-dir=${dataDir}/compactor`,
      `-ruler-storage.filesystem.dir=${dataDir}/rules`,
      `-ruler.rule-path=${dataDir}/rule-files`,
      `-alertmanager-storage.filesystem.dir=${dataDir}/alerts`,
      `-alertmanager.storage.path=${dataDir}/alertmanager`,
    ],
    receiverFlags: [],
    configFlag: '-config.file',
    paths: { ready: '/ready', query: '/prometheus', otlpMetrics: '/otlp/v1/metrics' },
    readyTimeoutMs: 120_000,
  },
};
