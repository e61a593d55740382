import { describe, expect, it } from 'vitest';
import { deployed } from '../../../test/support/deployed.ts';
import { Answers } from '../engine/define-evidence.ts';
import { afterSync } from '../sources/index.ts';
import { readObjects } from '../sources/manifests/documents.ts';
import { gatewayWorkload } from './gateway-workload.ts';

const TUNNEL = `apiVersion: apps/v1
kind: Deployment
metadata: { name: tunnel, namespace: openclaw }
spec: { template: { metadata: { labels: { app: tunnel } }, spec: { containers: [{ name: main, image: tunnel:1 }] } } }
`;

const ASSISTANT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: assistant, namespace: openclaw }
spec:
  template:
    metadata: { labels: { app: assistant } }
    spec:
      containers: [{ name: main, image: assistant:1 }]
      volumes: [{ name: config, configMap: { name: openclaw-config } }]
`;

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

  const configured = { 'configmap-openclaw.yaml': (text: string) => `${text}---\n${TUNNEL}` };

  it.each<[string, (text: string) => string, string | undefined]>([
    ['mounts a ConfigMap with a configuration', (text) => text, 'assistant'],
    [
      'runs the image',
      (text) =>
        text.replace('name: openclaw-config', 'name: x').replace('assistant:1', 'team/openclaw:2026.9.3'),
      'assistant',
    ],
    ['is only not the receiver', (text) => text.replace('name: openclaw-config', 'name: x'), undefined],
  ])('is the workload that %s', async (_, change, name) => {
    const { manifests, config } = deployed({ ...configured, 'deployment.yaml': () => change(ASSISTANT) });
    // As a separate file, the configuration does not say which ConfigMap it is in.
    const document = { ...config.document, configMap: null };
    const answer = await new Answers({ manifests, config: { ...config, document } }).of(gatewayWorkload);
    expect(answer.ok ? answer.value.object.name : undefined).toBe(name);
  });

  it.each([
    ['mounts the configuration', (text: string) => text],
    [
      'runs the image',
      (text: string) => text.replace('openclaw-config', 'x').replace('assistant:1', 'openclaw:1'),
    ],
  ])('is not known where a workload of a kind that is not read %s', async (_, change) => {
    const rollout = change(ASSISTANT)
      .replace('apps/v1', 'argoproj.io/v1alpha1')
      .replace('Deployment', 'Rollout');
    const { manifests, config } = deployed({ ...configured, 'deployment.yaml': () => rollout });
    const document = { ...config.document, configMap: null };
    const answer = await new Answers({ manifests, config: { ...config, document } }).of(gatewayWorkload);
    expect(answer.ok ? '' : answer.outcome.message).toContain(
      'Rollout openclaw/assistant seems to run the gateway, and its kind is not read',
    );
  });

  it('is the Deployment where a workload of another kind runs something else', async () => {
    const rollout = TUNNEL.replace('apps/v1', 'argoproj.io/v1alpha1').replace('Deployment', 'Rollout');
    const answer = await new Answers(deployed({ 'rollout.yaml': () => rollout })).of(gatewayWorkload);
    expect(answer.ok && answer.value.object.name).toBe('openclaw');
  });

  it('is not the owner of the pods that receive the metrics', async () => {
    const pods = 'containers: [{ name: main, ports: [{ name: web, containerPort: 9090 }] }]';
    // It has the gateway's label, too.
    const labels = '{ app: openclaw, app.kubernetes.io/name: prometheus, app.kubernetes.io/instance: k8s }';
    const answer = await new Answers(
      deployed({
        'deployment.yaml': () => `apiVersion: apps/v1
kind: Deployment
metadata: { name: assistant, namespace: openclaw }
spec: { template: { metadata: { labels: { app: openclaw } }, spec: { ${pods} } } }
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

  it('is that of a PodTemplate that was named, beside a live workload of another name', async () => {
    const { manifests, config } = deployed({ 'more.yaml': () => ASSISTANT });
    const [object] = readObjects('template', TUNNEL).objects;
    const desired = [{ ...object!, ofPodTemplate: true }];
    const live = { name: 'lab', objects: manifests.objects, listed: [], gaps: [] };
    const given = { manifests: afterSync(live, undefined, desired), config };
    const answer = await new Answers(given).of(gatewayWorkload);
    expect(answer.ok && answer.value.object.name).toBe('tunnel');
  });
});
