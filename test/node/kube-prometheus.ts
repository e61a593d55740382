import { fileURLToPath } from 'node:url';
import { buildProductImage } from '../../testbed/cluster/images/index.ts';
import {
  installMonitoring,
  type MonitoringPrograms,
  PROMETHEUS_DATA,
} from '../../testbed/cluster/monitoring/index.ts';
import { localVolume, volumeName } from '../../testbed/cluster/volume.ts';
import { removeModelInCluster, startModelInCluster } from '../harness/model-in-cluster.ts';
import type { Removals } from '../harness/removals.ts';
import type { TestNode } from '../harness/with-node.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const STATE = { namespace: 'openclaw', name: 'openclaw-state' };

/**
 * Makes the node a cluster as `docs/guide/kubernetes.md` finds it: the Prometheus Operator with the Prometheus of
 * kube-prometheus, a model server, a volume for the gateway's state, and the product's image. The namespace `openclaw` is not
 * there. What an earlier run left is removed first.
 *
 * @returns name and archive of the image
 */
export async function prepareCluster(
  node: TestNode,
  programs: MonitoringPrograms,
  removals: Removals,
): Promise<{ readonly image: string; readonly archive: string }> {
  const running = node.running();
  removals.add(() => removeCluster(node));
  await removeCluster(node);
  const { name: image, archive } = await buildProductImage({ checkout: CHECKOUT });
  await running.load(archive);
  await installMonitoring(running, programs);
  await startModelInCluster(node);
  await node.apply(await localVolume(running, STATE));
  return { image, archive };
}

/** Takes the namespaces and volumes away again, with what a test has put into them. What is in no namespace stays for the next. */
async function removeCluster(node: TestNode): Promise<void> {
  await removeModelInCluster(node);
  await node.kubectl(['delete', 'namespace', 'openclaw', 'monitoring', '--ignore-not-found']);
  // By name: other files that run at the same time have volumes for claims in namespaces that begin like these.
  const own = [STATE, PROMETHEUS_DATA].map(volumeName);
  await node.kubectl(['delete', 'persistentvolume', ...own, '--ignore-not-found']);
}
