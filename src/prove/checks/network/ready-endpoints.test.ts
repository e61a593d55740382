import { describe, expect, it } from 'vitest';
import { clusterView } from '../../../../test/support/cluster-view.ts';
import { deployed } from '../../../../test/support/deployed.ts';
import { networkReadyEndpoints } from './ready-endpoints.ts';

const slice = (endpoints: string, ports = '[{ name: web, port: 9090 }]') => ({
  'slice.yaml': () => `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: prometheus-k8s-x1
  namespace: monitoring
  labels: { kubernetes.io/service-name: prometheus-k8s }
endpoints: ${endpoints}
ports: ${ports}
`,
});

describe('network/ready-endpoints', () => {
  it('passes where an endpoint is ready, also where it has no such condition', async () => {
    const ready = '[{ addresses: [10.0.0.1], targetRef: { name: prometheus-k8s-0 } }]';
    const outcome = await networkReadyEndpoints.runWith(deployed(slice(ready)));
    expect(outcome.status).toBe('pass');
    expect(outcome.evidence[0]?.saw).toBe(
      'monitoring/prometheus-k8s: 1 ready (prometheus-k8s-0), 0 not ready; ports web 9090',
    );
  });

  it.each<[string, string, string | undefined, string]>([
    ['no endpoints', '[]', undefined, 'has no endpoints'],
    [
      'endpoints none of which is ready',
      '[{ addresses: [10.0.0.1], conditions: { ready: false } }]',
      undefined,
      'has 1 endpoint, and none is ready',
    ],
    [
      'endpoints on another port',
      '[{ addresses: [10.0.0.1] }]',
      '[{ name: reloader-web, port: 8080 }]',
      'no endpoint of Service monitoring/prometheus-k8s has its port web',
    ],
  ])('fails on %s', async (_, endpoints, ports, message) => {
    const outcome = await networkReadyEndpoints.runWith(deployed(slice(endpoints, ports)));
    expect(outcome).toMatchObject({ status: 'fail', modes: [27], fix: { kind: 'manual' } });
    expect(outcome.message).toContain(message);
  });

  it('is unknown without endpoints', async () => {
    expect((await networkReadyEndpoints.runWith(deployed())).status).toBe('unknown');
  });

  it('fails where the live cluster does not have the Service', async () => {
    const reading = { ok: true, value: { name: 'c', objects: [], listed: ['Service'], gaps: [] } } as const;
    const sources = deployed({ 'monitoring/service.yaml': () => '' });
    const outcome = await networkReadyEndpoints.runWith({ ...sources, cluster: clusterView(reading) });
    expect(outcome).toMatchObject({ status: 'fail', modes: [26] });
    expect(outcome.message).toContain('the cluster has no Service monitoring/prometheus-k8s');
  });
});
