import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { kubeconfig } from '../kubeconfig.ts';
import type { ClusterFolder } from './folder.ts';
import { CNI_FOLDER } from './needs.ts';
import {
  API_PORT,
  CLUSTER_DOMAIN,
  DNS_ADDRESS,
  NODE_ADDRESS,
  NODE_NAME,
  NODE_POD_NETWORK,
  POD_NETWORK,
  SERVICE_NETWORK,
} from './network.ts';

/** Sockets of the container runtime, in the node's own /run. */
export const CONTAINERD_SOCKET = '/run/containerd/containerd.sock';

export const ADMIN = 'admin';

export interface NodeSettings {
  /** How often the kubelet looks at its pods' ConfigMaps and Secrets: `5s`. */
  readonly syncFrequency: string;
  /** Name of the image whose process holds a pod's namespaces. */
  readonly pauseImage: string;
  /** This cluster's cgroup, as the kubelet names it. */
  readonly cgroupPath: string;
}

/** Writes the configuration files of the node's programs. @returns the token of the administrator */
export async function writeSettings(folder: ClusterFolder, settings: NodeSettings): Promise<string> {
  const token = randomBytes(16).toString('hex');
  const api = `https://${NODE_ADDRESS}:${API_PORT}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const files: Readonly<Record<string, string>> = {
    'tokens.csv': `${token},${ADMIN},1,system:masters\n`,
    'service-account.key': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    'node.kubeconfig': kubeconfig(api, ADMIN, token),
    'containerd.toml': containerdSettings(folder, settings),
    'cni/10-bridge.conflist': cniSettings(folder),
    'kubelet.yaml': kubeletSettings(folder, settings),
    // Pods with the node's resolver get this one: nothing outside has a name here.
    'resolv.conf': '',
  };
  for (const name of ['cni', 'volume-plugins', 'opt']) await mkdir(folder.file(name), { recursive: true });
  for (const [name, text] of Object.entries(files))
    await writeFile(folder.file(...name.split('/')), text, { mode: 0o600 });
  return token;
}

function containerdSettings(folder: ClusterFolder, { pauseImage }: NodeSettings): string {
  return `version = 2
root = ${JSON.stringify(folder.file('containerd'))}
state = "/run/containerd/state"
oom_score = 0

[grpc]
  address = "${CONTAINERD_SOCKET}"

[plugins."io.containerd.internal.v1.opt"]
  path = ${JSON.stringify(folder.file('opt'))}

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  # Lowering a score needs a right that root may not have, and no sandbox would start.
  restrict_oom_score_adj = true
  # As in newer releases of containerd: a process that is not root may listen on ports below 1024.
  enable_unprivileged_ports = true

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "${CNI_FOLDER}"
  conf_dir = ${JSON.stringify(folder.file('cni'))}
`;
}

function cniSettings(folder: ClusterFolder): string {
  const bridge = {
    type: 'bridge',
    bridge: 'cni0',
    isGateway: true,
    hairpinMode: true,
    ipam: {
      type: 'host-local',
      dataDir: folder.file('addresses'),
      ranges: [[{ subnet: NODE_POD_NETWORK }]],
      routes: [{ dst: '0.0.0.0/0' }],
    },
  };
  return JSON.stringify({ cniVersion: '1.0.0', name: 'pods', plugins: [bridge] }, null, 2);
}

function kubeletSettings(folder: ClusterFolder, { syncFrequency, cgroupPath }: NodeSettings): string {
  return stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    address: NODE_ADDRESS,
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    cgroupDriver: 'cgroupfs',
    cgroupRoot: cgroupPath,
    failCgroupV1: false,
    failSwapOn: false,
    clusterDNS: [DNS_ADDRESS],
    clusterDomain: CLUSTER_DOMAIN,
    containerRuntimeEndpoint: `unix://${CONTAINERD_SOCKET}`,
    resolvConf: folder.file('resolv.conf'),
    volumePluginDir: folder.file('volume-plugins'),
    syncFrequency,
    protectKernelDefaults: true,
    // The disk is the machine's: only where it is nearly full are pods evicted.
    evictionHard: {
      'memory.available': '50Mi',
      'nodefs.available': '1%',
      'nodefs.inodesFree': '1%',
      'imagefs.available': '1%',
    },
    imageGCHighThresholdPercent: 100,
    nodeStatusUpdateFrequency: '5s',
  });
}

/** The programs of the API, by their flags; each prints to a log of its name. */
export function controlPlaneFlags(folder: ClusterFolder): Readonly<Record<string, readonly string[]>> {
  const config = folder.file('node.kubeconfig');
  const key = folder.file('service-account.key');
  return {
    etcd: [
      `--data-dir=${folder.file('etcd')}`,
      '--listen-client-urls=http://127.0.0.1:2379',
      '--advertise-client-urls=http://127.0.0.1:2379',
      '--listen-peer-urls=http://127.0.0.1:2380',
      '--initial-advertise-peer-urls=http://127.0.0.1:2380',
      '--initial-cluster=default=http://127.0.0.1:2380',
      // Its data need not outlive the machine.
      '--unsafe-no-fsync',
    ],
    'kube-apiserver': [
      '--etcd-servers=http://127.0.0.1:2379',
      `--bind-address=${NODE_ADDRESS}`,
      `--advertise-address=${NODE_ADDRESS}`,
      `--secure-port=${API_PORT}`,
      `--cert-dir=${folder.file('certificates')}`,
      '--allow-privileged=true',
      '--authorization-mode=RBAC',
      `--token-auth-file=${folder.file('tokens.csv')}`,
      `--service-cluster-ip-range=${SERVICE_NETWORK}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${key}`,
      `--service-account-signing-key-file=${key}`,
      '--kubelet-preferred-address-types=InternalIP',
    ],
    'kube-controller-manager': [
      `--kubeconfig=${config}`,
      '--allocate-node-cidrs=true',
      `--cluster-cidr=${POD_NETWORK}`,
      '--leader-elect=false',
      '--use-service-account-credentials=true',
      `--service-account-private-key-file=${key}`,
      `--root-ca-file=${folder.file('certificates', 'apiserver.crt')}`,
    ],
    'kube-scheduler': [`--kubeconfig=${config}`, '--leader-elect=false'],
  };
}

/** The programs of the node itself. */
export function nodeFlags(folder: ClusterFolder): Readonly<Record<string, readonly string[]>> {
  const config = folder.file('node.kubeconfig');
  return {
    kubelet: [
      `--config=${folder.file('kubelet.yaml')}`,
      `--kubeconfig=${config}`,
      `--root-dir=${folder.file('kubelet')}`,
      `--hostname-override=${NODE_NAME}`,
      `--node-ip=${NODE_ADDRESS}`,
    ],
    'kube-proxy': [
      `--kubeconfig=${config}`,
      `--hostname-override=${NODE_NAME}`,
      '--proxy-mode=nftables',
      `--cluster-cidr=${POD_NETWORK}`,
      // Its limits are the machine's.
      '--conntrack-max-per-core=0',
      '--conntrack-min=0',
      '--conntrack-tcp-timeout-established=0',
      '--conntrack-tcp-timeout-close-wait=0',
    ],
    'kube-router': [
      `--kubeconfig=${config}`,
      `--hostname-override=${NODE_NAME}`,
      '--run-firewall=true',
      '--run-router=false',
      '--run-service-proxy=false',
      '--run-loadbalancer=false',
      `--service-cluster-ip-range=${SERVICE_NETWORK}`,
    ],
  };
}
