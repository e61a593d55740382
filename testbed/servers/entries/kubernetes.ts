import { generateKeyPairSync } from 'node:crypto';
import type { ProgramSpec, ServerSpec } from '../spec.ts';

const ETCD = 'go.etcd.io/etcd/server/v3';
const KUBERNETES = 'k8s.io/kubernetes';
const OPERATOR = 'github.com/prometheus-operator/prometheus-operator';

export const ETCD_SERVER: ServerSpec = {
  id: 'etcd',
  family: 'etcd',
  title: 'etcd',
  version: '3.6.5',
  // Go names the binary after the last part of the module.
  binary: 'server',
  variable: 'ETCD_BIN',
  onPath: { names: ['etcd'], series: '3.6' },
  versionFrom: { args: ['--version'], pattern: /^etcd Version: (\S*)$/m },
  source: {
    kind: 'go',
    module: ETCD,
    version: 'v3.6.5',
    checksum: 'h1:4RbUb1Bd4y1WkBHmuF+cZII83JNQMuNXzyjwigQ06y0=',
    package: ETCD,
    variables: {},
    coldSeconds: 30,
  },
  start: {
    args: ({ host, port, peerPort, dataDir }) => [
      `--data-dir=${dataDir}`,
      `--listen-client-urls=http://${host}:${port}`,
      `--advertise-client-urls=http://${host}:${port}`,
      `--listen-peer-urls=http://${host}:${peerPort}`,
      `--initial-advertise-peer-urls=http://${host}:${peerPort}`,
      `--initial-cluster=default=http://${host}:${peerPort}`,
    ],
    receiverFlags: [],
    paths: { ready: '/readyz', query: '' },
    readyTimeoutMs: 30_000,
  },
};

/** Needs `--etcd-servers`, and `--token-auth-file` for its users. */
export const KUBE_APISERVER: ServerSpec = {
  id: 'kube-apiserver',
  family: 'kube-apiserver',
  title: 'Kubernetes API server',
  version: '1.36.3',
  binary: 'kube-apiserver',
  variable: 'KUBE_APISERVER_BIN',
  onPath: { names: ['kube-apiserver'], series: '1.36' },
  versionFrom: { args: ['--version'], pattern: /^Kubernetes v(\d\S*)$/m },
  source: {
    kind: 'go',
    module: KUBERNETES,
    version: 'v1.36.3',
    checksum: 'h1:qDQdoMiluAE2Eab6Fa52YV+WjiGz9mZFFoagEA6cI+o=',
    package: `${KUBERNETES}/cmd/kube-apiserver`,
    foldersAt: 'v0.36.3',
    variables: { 'k8s.io/component-base/version.gitVersion': 'v1.36.3' },
    coldSeconds: 250,
  },
  start: {
    scheme: 'https',
    args: ({ host, port, dataDir }) => [
      `--bind-address=${host}`,
      `--secure-port=${port}`,
      `--cert-dir=${dataDir}/certificates`,
      '--service-cluster-ip-range=10.0.0.0/24',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${dataDir}/service-account.key`,
      `--service-account-signing-key-file=${dataDir}/service-account.key`,
      '--authorization-mode=RBAC',
      // Nothing here creates the service accounts without which it would reject pods.
      '--disable-admission-plugins=ServiceAccount',
    ],
    receiverFlags: [],
    files: () => ({ 'service-account.key': privateKey() }),
    paths: { ready: '/readyz', query: '' },
    readyTimeoutMs: 60_000,
  },
};

/** Needs `KUBECONFIG`, because it has no such flag, and its CRDs before it is ready. */
export const PROMETHEUS_OPERATOR: ServerSpec = {
  id: 'prometheus-operator',
  family: 'prometheus-operator',
  title: 'Prometheus Operator',
  version: '0.85.0',
  binary: 'operator',
  variable: 'PROMETHEUS_OPERATOR_BIN',
  onPath: { names: ['prometheus-operator'], series: '0.85' },
  versionFrom: { args: ['--version'], pattern: /^prometheus-operator, version (\S*) \(/m },
  source: {
    kind: 'go',
    module: OPERATOR,
    version: 'v0.85.0',
    checksum: 'h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=',
    package: `${OPERATOR}/cmd/operator`,
    variables: { 'github.com/prometheus/common/version.Version': '0.85.0' },
    coldSeconds: 100,
  },
  start: {
    args: ({ host, port }) => [`--web.listen-address=${host}:${port}`, '--web.enable-tls=false'],
    receiverFlags: [],
    paths: { ready: '/healthz', query: '' },
    readyTimeoutMs: 60_000,
  },
};

/** Another command of the operator's module: the operator puts it into each pod of Prometheus. */
export const CONFIG_RELOADER: ProgramSpec = {
  id: 'prometheus-config-reloader',
  family: 'prometheus-config-reloader',
  title: 'Prometheus config reloader',
  version: PROMETHEUS_OPERATOR.version,
  binary: 'prometheus-config-reloader',
  variable: 'PROMETHEUS_CONFIG_RELOADER_BIN',
  onPath: { names: ['prometheus-config-reloader'], series: '0.85' },
  versionFrom: { args: ['--version'], pattern: /^prometheus-config-reloader, version (\S*) \(/m },
  source: {
    kind: 'go',
    module: OPERATOR,
    version: 'v0.85.0',
    checksum: 'h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=',
    package: `${OPERATOR}/cmd/prometheus-config-reloader`,
    variables: { 'github.com/prometheus/common/version.Version': '0.85.0' },
    coldSeconds: 100,
  },
};

function privateKey(): string {
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
