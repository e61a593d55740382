import { describe, expect, it } from 'vitest';
import {
  bare,
  egress,
  gateway,
  ingress,
  push,
  receiver,
  service,
} from '../../../test/support/policy-cluster.ts';
import { evaluate, type Connection } from './evaluate.ts';
import type { Cluster, Service } from './model.ts';

describe('the target of a connection', () => {
  it.each<[string, Partial<Connection>, Cluster, 'yes' | 'no' | 'unknown']>([
    ['an address of a Service', { to: { host: '10.96.0.20' } }, egress({ ports: [{ port: 9090 }] }), 'yes'],
    ['an address of a pod', { to: { host: 'fd00::9' }, port: 9090 }, ingress(), 'no'],
    [
      'an address outside',
      { to: { host: '192.0.2.7' } },
      egress({ to: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }),
      'yes',
    ],
    [
      'an address that is excepted',
      { to: { host: '192.0.2.7' } },
      egress({ to: [{ ipBlock: { cidr: '192.0.2.0/24', except: ['192.0.2.4/30'] } }] }),
      'no',
    ],
    [
      'an address outside, all namespaces allowed',
      { to: { host: '192.0.2.7' } },
      egress({ to: [{ namespaceSelector: {} }] }),
      'no',
    ],
    [
      'an IPv6 address outside',
      { to: { host: '2001:db8::7' } },
      egress({ to: [{ ipBlock: { cidr: '2001:db8::/32' } }] }),
      'yes',
    ],
    [
      'an IPv6 address, all of IPv4 allowed',
      { to: { host: '2001:db8::7' } },
      egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }),
      'no',
    ],
    [
      'a named port outside the cluster',
      { to: { host: '192.0.2.7' } },
      egress({ ports: [{ port: 'web' }] }),
      'no',
    ],
    [
      'a name outside, everything allowed',
      { to: { host: 'otlp.example.com' } },
      egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }),
      'yes',
    ],
    [
      'a name outside, a block allowed',
      { to: { host: 'otlp.example.com' } },
      egress({ to: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }),
      'unknown',
    ],
    [
      'a name outside, selectors only',
      { to: { host: 'otlp.example.com' } },
      egress({ to: [{ podSelector: {} }] }),
      'no',
    ],
  ])('is judged as %s', (_, connection, cluster, allowed) => {
    expect(evaluate({ ...push, ...connection }, cluster).allowed).toBe(allowed);
  });

  it('has to be reachable at every pod of the Service', () => {
    const second = {
      ...receiver,
      name: 'prometheus-k8s-1',
      labels: { app: 'prometheus', role: 'spare' },
      addresses: [],
    };
    const onlyFirst = egress({
      to: [{ namespaceSelector: {}, podSelector: { matchLabels: { role: 'store' } } }],
    });
    const found = evaluate(push, { ...onlyFirst, pods: [gateway, receiver, second] });
    expect(found.routes.map(({ allowed }) => allowed)).toEqual(['yes', 'no']);
    expect(found.allowed).toBe('no');
  });

  it.each<[string, Partial<Service>, string]>([
    ['service port', { ports: [] }, 'Service monitoring/prometheus-k8s has no port 80/TCP; it has none'],
    [
      'selector',
      { selector: undefined },
      'Service monitoring/prometheus-k8s has no selector, so its endpoints are made elsewhere',
    ],
    [
      'matching pod',
      { selector: { app: 'other' } },
      'the selector of Service monitoring/prometheus-k8s matches no pod',
    ],
    [
      'named port',
      { ports: [{ port: 80, targetPort: 'http', protocol: 'TCP' }] },
      'no pod of Service monitoring/prometheus-k8s has a TCP port named "http"',
    ],
  ])('is unresolved without a %s', (missing, change, problem) => {
    const cluster = { ...bare, services: [{ ...service, ...change }] };
    expect(evaluate(push, cluster)).toMatchObject({
      allowed: 'no',
      routes: [],
      unresolved: { missing, problem },
    });
  });

  it('keeps the port that the client names for a headless Service', () => {
    const cluster = { ...ingress({ ports: [{ port: 9090 }] }), services: [{ ...service, headless: true }] };
    expect(evaluate({ ...push, port: 9090 }, cluster).allowed).toBe('yes');
    expect(evaluate({ ...push, port: 80 }, cluster).allowed).toBe('no');
  });
});
