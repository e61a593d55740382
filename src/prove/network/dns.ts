import { findObject } from './destination.ts';
import type { Cluster, ObjectRef, Pod, Service } from './model.ts';

/** The Service of the cluster's name server, by the name that every common distribution keeps. */
export const CLUSTER_DNS: ObjectRef = { namespace: 'kube-system', name: 'kube-dns' };

const LABELS = { 'k8s-app': 'kube-dns' };

const POD: Pod = {
  namespace: CLUSTER_DNS.namespace,
  name: 'coredns',
  labels: LABELS,
  ports: [
    { name: 'dns', port: 53, protocol: 'UDP' },
    { name: 'dns-tcp', port: 53, protocol: 'TCP' },
  ],
  addresses: [],
};

const SERVICE: Service = {
  ...CLUSTER_DNS,
  selector: LABELS,
  ports: [
    { name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' },
    { name: 'dns-tcp', port: 53, targetPort: 53, protocol: 'TCP' },
  ],
  clusterIPs: [],
};

/** The cluster with its name server, which few manifests describe and every cluster has. */
export function withClusterDns(cluster: Cluster): Cluster {
  const given = findObject(cluster.services, CLUSTER_DNS);
  const services = given ? cluster.services : [...cluster.services, SERVICE];
  const runs = cluster.pods.some(
    ({ namespace, labels }) => namespace === POD.namespace && labels['k8s-app'] === LABELS['k8s-app'],
  );
  return { ...cluster, services, pods: runs ? cluster.pods : [...cluster.pods, POD] };
}
