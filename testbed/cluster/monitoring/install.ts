import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpSource } from '../../../src/prove/sources/index.ts';
import type { Found } from '../../servers/find.ts';
import { moduleFolder } from '../../servers/module-folder.ts';
import { thisMachine } from '../../servers/cache.ts';
import type { ProgramSpec } from '../../servers/spec.ts';
import { applyObjects } from '../apply.ts';
import { buildServerImage } from '../images/index.ts';
import { apiOf, isTrue } from '../node/access.ts';
import { ClusterError } from '../node/error.ts';
import type { RunningNode } from '../node/running.ts';
import { localVolume } from '../volume.ts';
import { operatorDefinitions } from './definitions.ts';
import { operatorObjects } from './operator.ts';
import { prometheusObjects } from './prometheus.ts';

const POD = 'prometheus-k8s-0';
const CLAIM = `prometheus-k8s-db-${POD}`;
/** The claim of its data, where it is installed in its usual namespace. */
export const PROMETHEUS_DATA = { namespace: 'monitoring', name: CLAIM };
const TIMEOUT_MS = 150_000;
const POLL_MS = 500;

/** The programs of the table of servers that are put into images. */
export interface MonitoringPrograms {
  /** `prometheus-operator` */
  readonly operator: Found<ProgramSpec>;
  /** `prometheus-config-reloader` */
  readonly reloader: Found<ProgramSpec>;
  /** Of any version. */
  readonly prometheus: Found<ProgramSpec>;
}

/**
 * Installs the Prometheus Operator as a pod, and the Prometheus `k8s` as kube-prometheus does, with its receiver off; waits until
 * the operator has made a pod of it that is ready. Images have the names that an installation has, and lead to the programs here.
 *
 * @throws {ClusterError} if the pod does not get ready
 */
export async function installMonitoring(
  node: RunningNode,
  { operator, reloader, prometheus }: MonitoringPrograms,
  namespace = 'monitoring',
): Promise<void> {
  const images = {
    operator: `quay.io/prometheus-operator/prometheus-operator:v${operator.version}`,
    reloader: `quay.io/prometheus-operator/prometheus-config-reloader:v${reloader.version}`,
    prometheus: `quay.io/prometheus/prometheus:v${prometheus.version}`,
  };
  const builds = [
    { name: images.operator, binary: operator.path, path: '/bin/operator' },
    { name: images.reloader, binary: reloader.path, path: '/bin/prometheus-config-reloader' },
    { name: images.prometheus, binary: prometheus.path, path: '/bin/prometheus' },
  ];
  for (const build of builds) await node.load((await buildServerImage(build)).archive);
  const definitions = await operatorDefinitions(await moduleFolder(operator.spec, thisMachine()));
  const api = await apiOf(node.kubeconfig);
  try {
    await applyObjects(api, [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      ...definitions,
      await localVolume(node, { namespace, name: CLAIM }),
      ...operatorObjects(namespace, images),
      ...prometheusObjects({ namespace, image: images.prometheus, version: prometheus.version }),
    ]);
    await untilReady(api, namespace);
  } finally {
    await api.close();
  }
}

async function untilReady(api: HttpSource, namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/pods/${POD}`;
  const end = performance.now() + TIMEOUT_MS;
  while (!(await isTrue(api, path, 'Ready'))) {
    if (performance.now() > end) {
      const { status, body } = await api.get(path);
      const what = status === 200 ? JSON.stringify((JSON.parse(body) as { status: object }).status) : body;
      throw new ClusterError(`${POD} is not ready after ${TIMEOUT_MS / 1000} s: ${what}`);
    }
    await sleep(POLL_MS);
  }
}
