import type { ProgramSpec } from '../spec.ts';

const KUBERNETES = 'k8s.io/kubernetes';
const ROUTER = 'github.com/cloudnativelabs/kube-router/v2';
const COREDNS = 'github.com/coredns/coredns';
const KUSTOMIZE = 'sigs.k8s.io/kustomize/kustomize/v5';
const ARGOCD = 'github.com/argoproj/argo-cd/v3';

const KUBERNETES_PATTERN = /^Kubernetes v(\d\S*)$/m;

/** What a Kubernetes node consists of, besides the API server: none of them runs alone. */
export const NODE_PROGRAMS: readonly ProgramSpec[] = [
  kubernetes('kubelet', 'kubelet'),
  kubernetes('kube-controller-manager', 'Kubernetes controller manager'),
  kubernetes('kube-scheduler', 'Kubernetes scheduler'),
  kubernetes('kube-proxy', 'kube-proxy'),
  {
    ...kubernetes('kubectl', 'kubectl'),
    versionFrom: { args: ['version', '--client'], pattern: /^Client Version: v(\d\S*)$/m },
  },
  {
    id: 'kube-router',
    family: 'kube-router',
    title: 'kube-router',
    version: '2.1.0',
    binary: 'kube-router',
    variable: 'KUBE_ROUTER_BIN',
    onPath: { names: ['kube-router'], series: '2.1' },
    versionFrom: { args: ['--version'], pattern: /kube-router version v?(\d[^\s,]*|)/ },
    source: {
      kind: 'go',
      module: ROUTER,
      version: 'v2.1.0',
      checksum: 'h1:xWsptKtmZ44L+NjwFKoFAFlVdxCz8fka9A/eYJe95Ok=',
      package: `${ROUTER}/cmd/kube-router`,
      variables: { [`${ROUTER}/pkg/version.Version`]: 'v2.1.0' },
      coldSeconds: 145,
    },
  },
  {
    id: 'coredns',
    family: 'coredns',
    title: 'CoreDNS',
    version: '1.14.2',
    binary: 'coredns',
    variable: 'COREDNS_BIN',
    onPath: { names: ['coredns'], series: '1.14' },
    versionFrom: { args: ['-version'], pattern: /^CoreDNS-(\d\S*)$/m },
    source: {
      kind: 'go',
      module: COREDNS,
      version: 'v1.14.2',
      checksum: 'h1:L6ECLwm4Fjg7NJamtGBFDBjk/uqvCJjfgAEhrxh5zJo=',
      package: COREDNS,
      variables: {},
      coldSeconds: 130,
    },
  },
  {
    id: 'kustomize',
    family: 'kustomize',
    title: 'kustomize',
    version: '5.8.0',
    binary: 'kustomize',
    variable: 'KUSTOMIZE_BIN',
    onPath: { names: ['kustomize'], series: '5' },
    versionFrom: { args: ['version'], pattern: /^v?(\d\S*|\(devel\))$/m },
    source: {
      kind: 'go',
      module: KUSTOMIZE,
      version: 'v5.8.0',
      checksum: 'h1:CCIJK7z/xJOlkXOaDOcL2jprV53a/eloiL02wg7oJJs=',
      package: KUSTOMIZE,
      variables: { 'sigs.k8s.io/kustomize/api/provenance.version': 'v5.8.0' },
      coldSeconds: 25,
    },
  },
  {
    id: 'argocd',
    family: 'argocd',
    title: 'Argo CD',
    version: '3.2.1',
    // One binary for all parts: its name, or ARGOCD_BINARY_NAME, chooses which it is.
    binary: 'cmd',
    variable: 'ARGOCD_BIN',
    onPath: { names: ['argocd'], series: '3.2' },
    versionFrom: { args: ['version', '--client', '--short'], pattern: /^\S+: v(\d[^\s+]*)/m },
    source: {
      kind: 'go',
      module: ARGOCD,
      version: 'v3.2.1',
      checksum: 'h1:rvrkW/JdH4V+xJgNDZI9wa/Ygd+fWoGbd1rAhvno22c=',
      package: `${ARGOCD}/cmd`,
      variables: { [`${ARGOCD}/common.version`]: '3.2.1' },
      coldSeconds: 390,
    },
  },
];

/** One more command of the API server's own module: most of its packages are then built. */
function kubernetes(name: string, title: string): ProgramSpec {
  return {
    id: name,
    family: name,
    title,
    version: '1.36.3',
    binary: name,
    variable: `${name.replaceAll('-', '_').toUpperCase()}_BIN`,
    onPath: { names: [name], series: '1.36' },
    versionFrom: { args: ['--version'], pattern: KUBERNETES_PATTERN },
    source: {
      kind: 'go',
      module: KUBERNETES,
      version: 'v1.36.3',
      checksum: 'h1:qDQdoMiluAE2Eab6Fa52YV+WjiGz9mZFFoagEA6cI+o=',
      package: `${KUBERNETES}/cmd/${name}`,
      foldersAt: 'v0.36.3',
      variables: { 'k8s.io/component-base/version.gitVersion': 'v1.36.3' },
      coldSeconds: 110,
    },
  };
}
