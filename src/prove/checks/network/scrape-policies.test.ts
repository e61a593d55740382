import { describe, expect, it } from 'vitest';
import { monitored } from '../../../../test/support/monitored.ts';
import { networkScrapePolicies } from './scrape-policies.ts';

const closed = (kind: 'Egress' | 'Ingress', namespace: string) => ({
  'closed.yaml': `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: closed, namespace: ${namespace} }
spec: { podSelector: {}, policyTypes: [${kind}] }
`,
});

describe('network/scrape-policies', () => {
  it('passes where the ingress of the gateway lets the namespace of Prometheus in', async () => {
    expect(await networkScrapePolicies.runWith(monitored())).toMatchObject({
      status: 'pass',
      message: 'Prometheus may reach openclaw/openclaw:18789',
    });
  });

  it('fails where the ingress of the gateway lets another namespace in, with the rule to add', async () => {
    const outcome = await networkScrapePolicies.runWith(
      monitored([['gateway.yaml', 'name: monitoring }', 'name: ingress }']]),
    );
    expect(outcome).toMatchObject({ status: 'fail', modes: [25], affects: ['every scrape'] });
    expect(outcome.fix?.text).toContain('allow ingress from monitoring/prometheus-k8s-0');
  });

  it('fails where the ingress is for the port of the Service, which policies do not see', async () => {
    const outcome = await networkScrapePolicies.runWith(
      monitored([['gateway.yaml', 'port: 18789 }]', 'port: 80 }]']]),
    );
    expect(outcome).toMatchObject({ status: 'fail', modes: [25] });
  });

  it('fails where the egress of Prometheus is closed', async () => {
    const outcome = await networkScrapePolicies.runWith(monitored([], closed('Egress', 'monitoring')));
    expect(outcome).toMatchObject({ status: 'fail', modes: [24] });
  });

  it('is not about ingress policies of Prometheus, which a scrape does not pass', async () => {
    expect((await networkScrapePolicies.runWith(monitored([], closed('Ingress', 'monitoring')))).status).toBe(
      'pass',
    );
  });

  it('is skipped where no monitor leads to the gateway', async () => {
    const outcome = await networkScrapePolicies.runWith(
      monitored([['monitor.yaml', 'port: http', 'port: none']]),
    );
    expect(outcome.status).toBe('skip');
  });
});
