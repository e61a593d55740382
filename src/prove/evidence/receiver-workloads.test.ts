import { describe, expect, it } from 'vitest';
import { type Changes, deployed } from '../../../test/support/deployed.ts';
import { Answers } from '../engine/define-evidence.ts';
import { receiverWorkloads } from './receiver-workloads.ts';

const LABELS = '{ app.kubernetes.io/name: prometheus, app.kubernetes.io/instance: k8s }';

const statefulSet = (namespace: string): string => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: prometheus, namespace: ${namespace} }
spec:
  template:
    metadata: { labels: ${LABELS} }
    spec: { containers: [{ name: prometheus, ports: [{ name: web, containerPort: 9090 }] }] }
`;

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: prometheus-0
  namespace: monitoring
  labels: ${LABELS}
  ownerReferences: [{ kind: StatefulSet, name: prometheus, controller: true }]
spec: { containers: [{ name: prometheus, ports: [{ name: web, containerPort: 9090 }] }] }
`;

const receivers = (...objects: readonly string[]): Changes => ({
  'monitoring/prometheus.yaml': () => objects.join('---\n'),
});

const wrongTargetPort: Changes = {
  'monitoring/service.yaml': (text) => text.replace('targetPort: web', 'targetPort: http'),
};

describe('the evidence receiverWorkloads', () => {
  it.each<[string, Changes, unknown]>([
    ['the resource of the Prometheus Operator', {}, [['Prometheus', 'monitoring', 9090]]],
    [
      'only the workload in the namespace of the Service',
      receivers(statefulSet('staging'), statefulSet('monitoring')),
      [['StatefulSet', 'monitoring', 9090]],
    ],
    [
      'the pod where its StatefulSet is known, too',
      receivers(statefulSet('monitoring'), pod),
      [['Pod', 'monitoring', 9090]],
    ],
    [
      'the workload without a port where no port has the name of targetPort',
      wrongTargetPort,
      [['Prometheus', 'monitoring', undefined]],
    ],
    ['nothing where the manifests hold no receiver', receivers(), []],
  ])('is %s', async (_, changes, expected) => {
    const answer = await new Answers(deployed(changes)).of(receiverWorkloads);
    const found = answer.ok
      ? answer.value.map(
          ({
            workload: {
              object,
              pod: { namespace },
            },
            port,
          }) => [object.kind, namespace, port],
        )
      : undefined;
    expect(found).toEqual(expected);
  });
});
