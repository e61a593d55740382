import { describe, expect, it } from 'vitest';
import { deployed } from '../../../test/support/deployed.ts';
import { Answers } from '../engine/define-evidence.ts';
import { gatewayWorkload } from './gateway-workload.ts';

describe('the evidence gatewayWorkload', () => {
  it.each([
    'prometheus-k8s.monitoring.svc',
    'prometheus-k8s.monitoring.svc.cluster.local',
    'prometheus-k8s',
    // The namespace has the name of the gateway's own Service.
    'prometheus.openclaw.svc',
  ])('is the Deployment openclaw where metrics go to %s', async (host) => {
    const toHost = (text: string): string => text.replace('//prometheus-k8s.monitoring.svc:', `//${host}:`);
    const changes = host === 'prometheus-k8s.monitoring.svc' ? {} : { 'configmap-openclaw.yaml': toHost };
    const answer = await new Answers(deployed(changes)).of(gatewayWorkload);
    expect(answer.ok && answer.value.object.name).toBe('openclaw');
  });

  it('is not the owner of the pods that receive the metrics', async () => {
    const pods = 'containers: [{ name: main, ports: [{ name: web, containerPort: 9090 }] }]';
    const labels = '{ app.kubernetes.io/name: prometheus, app.kubernetes.io/instance: k8s }';
    const answer = await new Answers(
      deployed({
        'deployment.yaml': () => `apiVersion: apps/v1
kind: Deployment
metadata: { name: assistant, namespace: openclaw }
spec: { template: { metadata: { labels: { app: assistant } }, spec: { ${pods} } } }
`,
        'monitoring/prometheus.yaml': () => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: prometheus, namespace: monitoring }
spec: { template: { metadata: { labels: ${labels} }, spec: { ${pods} } } }
---
apiVersion: v1
kind: Pod
metadata:
  name: prometheus-0
  namespace: monitoring
  labels: ${labels}
  ownerReferences: [{ kind: StatefulSet, name: prometheus, controller: true }]
spec: { ${pods} }
`,
      }),
    ).of(gatewayWorkload);
    expect(answer.ok && answer.value.object.name).toBe('assistant');
  });
});
