import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { type ApplicableObject, type RunningCluster, startCluster } from '../../testbed/cluster/index.ts';
import { type RunningServer, startServer } from '../../testbed/servers/index.ts';
import {
  inForce,
  openCluster,
  readCluster,
  readKubeconfig,
  readManifests,
} from '../../src/prove/sources/index.ts';
import { type Report, readReport } from '../../src/shared/protocol/report.ts';
import {
  hasOperatorDefinitions,
  OPERATOR_DEFINITIONS,
  operatorDefinitions,
} from '../harness/operator-definitions.ts';
import { throughline } from '../harness/throughline.ts';
import { copyDeployed } from '../support/deployed.ts';
import { describeWithServers } from '../harness/with-server.ts';

const DEFINITION = 'monitoring.coreos.com_prometheuses.yaml';
/** Generous, because speed is not tested; the operator reconciles within a second. */
const WRITTEN = { timeout: 90_000, interval: 2_000 };

await describeWithServers(
  ['etcd', 'kube-apiserver', 'prometheus-operator'],
  'the Prometheus Operator',
  ([etcd, apiserver, operatorServer]) => {
    let cluster: RunningCluster;
    let operator: RunningServer;
    let folder: string;
    const isHere = hasOperatorDefinitions;

    beforeAll(async () => {
      if (!isHere) return;
      folder = await mkdtemp(join(tmpdir(), 'throughline-operator-'));
      copyDeployed(folder);
      cluster = await startCluster({ etcd: etcd!, apiserver: apiserver! });
      const objects = await operatorDefinitions();
      await cluster.apply([
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } },
        ...objects,
        await read(join(folder, 'monitoring/prometheus.yaml')),
        await read(join(folder, 'monitoring/service.yaml')),
      ]);
      operator = await startServer(operatorServer!, { env: { KUBECONFIG: cluster.kubeconfigFile } });
    }, 120_000);

    afterAll(async () => {
      if (!isHere) return;
      await operator.stop();
      await cluster.stop();
      await rm(folder, { recursive: true });
    });

    async function live() {
      const http = await openCluster(readKubeconfig(cluster.kubeconfigFile), process.env, 10_000);
      try {
        return inForce(await readCluster(http, 'lab'));
      } finally {
        await http.close();
      }
    }

    async function made(): Promise<Awaited<ReturnType<typeof live>>['running'][number]> {
      return vi.waitFor(async () => {
        const { running } = await live();
        const found = running.find(({ object }) => object.kind === 'StatefulSet');
        if (!found) throw new Error('the operator has made no StatefulSet yet');
        return found;
      }, 30_000);
    }

    async function checked(): Promise<Report> {
      const config = join(folder, 'configmap-openclaw.yaml');
      const given = ['--config', config, '--manifests', folder, '--kubeconfig', cluster.kubeconfigFile];
      const { stdout } = await throughline(['check', ...given, '--only', 'receiver', '-o', 'json']);
      return readReport(stdout);
    }

    it.skipIf(!isHere)('makes the pods that a manifest alone lets us expect', async () => {
      const { pod, object } = await made();
      const expected = readManifests([join(folder, 'monitoring')]).running[0]?.pod;
      expect(pod.labels).toMatchObject(expected?.labels ?? {});
      expect(pod.ports).toEqual(expect.arrayContaining([...(expected?.ports ?? [])]));
      expect(JSON.stringify(object.content)).toContain('--web.enable-otlp-receiver');
      // The Prometheus object owns the StatefulSet, so the report names the object that people wrote.
      expect((await live()).workloads.map(({ object: { kind } }) => kind)).toEqual(['Prometheus']);
      // What runs is judged too, and not only the files.
      const report = await checked();
      for (const id of ['TL511', 'TL531'])
        expect(report.checks.find((each) => each.id === id)).toMatchObject({ status: 'pass' });
    });

    it.skipIf(!isHere)(
      'never gets the receiver setting if its definition is old, which a check names',
      async () => {
        const text = await readFile(join(OPERATOR_DEFINITIONS, DEFINITION), 'utf8');
        const old = parse(text.replaceAll('enableOTLPReceiver:', 'enableSomethingElse:')) as ApplicableObject;
        const prometheus = await read(join(folder, 'monitoring/prometheus.yaml'));
        const { spec } = prometheus as unknown as { spec: object };
        await cluster.apply([old]);
        // The server takes a moment to serve by the new definition, and until then keeps the field. Without a change to
        // it the object counts as the same, and the operator does not look again: so one more change a try.
        let replicas = 2;
        await vi.waitFor(async () => {
          await cluster.apply([
            { ...prometheus, spec: { ...spec, replicas: replicas++ } } as ApplicableObject,
          ]);
          const written = JSON.stringify((await made()).object.content);
          expect(written.includes('--web.enable-otlp-receiver')).toBe(false);
        }, WRITTEN);
        const report = await checked();
        expect(report.rootCause).toMatchObject({ check: 'TL505', modes: [36] });
        expect(report.checks.find(({ id }) => id === 'TL531')).toMatchObject({ status: 'warn', modes: [43] });
      },
    );
  },
);

async function read(file: string): Promise<ApplicableObject> {
  return parse(await readFile(file, 'utf8')) as ApplicableObject;
}
