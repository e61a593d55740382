import { describe, expect, it } from 'vitest';
import type { Cluster, Service } from '../network/index.ts';
import { receiverOf } from './receiver-address.ts';

const service = (namespace: string, name: string, headless = false): Service => ({
  namespace,
  name,
  ports: [],
  clusterIPs: [],
  headless,
});

const cluster: Cluster = {
  namespaces: [{ name: 'telemetry', labels: {} }],
  pods: [],
  services: [service('telemetry', 'svc'), service('telemetry', 'intake'), service('shop', 'ring', true)],
  policies: [],
};

describe('receiverOf', () => {
  it.each([
    ['intake', 'shop/intake'],
    ['intake.telemetry', 'telemetry/intake'],
    ['intake.telemetry.svc', 'telemetry/intake'],
    ['intake.telemetry.svc.cluster.local', 'telemetry/intake'],
    ['intake.telemetry.svc.cluster.local.', 'telemetry/intake'],
    ['svc.telemetry.svc', 'telemetry/svc'],
    ['svc.telemetry', 'telemetry/svc'],
    ['intake.telemetry.svc.k8s.example', 'telemetry/intake'],
    ['ring-0.ring', 'shop/ring'],
    ['ring-0.ring.shop', 'shop/ring'],
    ['ring-0.ring.shop.svc', 'shop/ring'],
  ])('reads %s as a Service, in the namespace of the gateway', (host, expected) => {
    const receiver = receiverOf(new URL(`http://${host}:4318`), 'shop', { cluster });
    expect(receiver.kind === 'service' && `${receiver.ref.namespace}/${receiver.ref.name}`).toBe(expected);
  });

  it.each([
    'otlp.example',
    'intake.telemetry.svc.',
    'api.internal.svc.example.com',
    'intake.telemetry.example.com',
    '10.0.0.7',
  ])('reads %s as a name or address outside the cluster', (host) => {
    expect(receiverOf(new URL(`http://${host}:4318`), 'shop', { cluster }).kind).toBe('host');
  });

  it.each(['localhost', '127.0.0.1', '[::1]'])('reads %s as the pod itself', (host) => {
    expect(receiverOf(new URL(`http://${host}:4318`), 'shop', { cluster }).kind).toBe('loopback');
  });
});
