import { describe, expect, it } from 'vitest';
import { deployed, deployedWithFix } from '../../../../test/support/deployed.ts';
import { exportingGateway } from '../../../../test/support/exporting-gateway.ts';
import { networkEgressPolicies } from './egress-policies.ts';

const noReceiverRule = (text: string): string =>
  text.replace(/ {4}# Telemetry[\s\S]*?(?= {4}# Dashboards)/, '');

const endpoint = (url: string) => (text: string) =>
  text.replace('http://prometheus-k8s.monitoring.svc:9090/api/v1/otlp', url);

describe('network/egress-policies', () => {
  it('passes on deploy/, and names the policy and rule that allow it', async () => {
    const outcome = await networkEgressPolicies.runWith(deployed());
    expect(outcome.status).toBe('pass');
    expect(outcome.evidence).toEqual([
      {
        source: expect.stringMatching(/networkpolicy\.yaml:17$/),
        saw: 'NetworkPolicy openclaw/openclaw-egress, egress[0], allows egress to monitoring/prometheus-k8s-0, TCP 9090',
      },
    ]);
  });

  it('fails where no rule allows it, and its diff adds the rule', async () => {
    const changes = { 'networkpolicy.yaml': noReceiverRule };
    const outcome = await networkEgressPolicies.runWith(deployed(changes));
    expect(outcome).toMatchObject({
      status: 'fail',
      message: 'no policy allows egress from openclaw/openclaw to monitoring/prometheus-k8s:9090/TCP',
      location: { line: 17 },
      fix: { kind: 'patch', file: 'networkpolicy.yaml' },
    });
    expect(outcome.fix?.diff).toContain('+              app.kubernetes.io/name: prometheus');
    expect((await networkEgressPolicies.runWith(deployedWithFix(changes, outcome))).status).toBe('pass');
  });

  it("names the pod's port as well where the Service has another", async () => {
    const outcome = await networkEgressPolicies.runWith(
      deployed({
        'networkpolicy.yaml': (text) => text.replace('port: 9090', 'port: 80'),
        'monitoring/service.yaml': (text) => text.replace('port: 9090', 'port: 80'),
        'configmap-openclaw.yaml': endpoint('http://prometheus-k8s.monitoring.svc:80/api/v1/otlp'),
      }),
    );
    expect(outcome.message).toBe(
      'no policy allows egress from openclaw/openclaw to monitoring/prometheus-k8s:80/TCP (port 9090 of the pod)',
    );
  });

  it.each<[string, (text: string) => string, string]>([
    ['deny-all', (text) => text.replace(/ {2}egress:[\s\S]*/, ''), 'fail'],
    ['a rule for the port of another Service', (text) => text.replace('port: 9090', 'port: 80'), 'fail'],
    ['a rule by name of port', (text) => text.replace('port: 9090', 'port: web'), 'pass'],
    [
      'two peers in place of one',
      (text) =>
        text.replace(
          '          podSelector:\n            matchLabels:\n              app.kubernetes.io/name: prometheus',
          '        - podSelector:\n            matchLabels:\n              app.kubernetes.io/name: prometheus',
        ),
      'pass',
    ],
    [
      'a podSelector without namespaceSelector',
      (text) => text.replace(/- namespaceSelector:\n.*\n.*monitoring\n {10}podSelector/, '- podSelector'),
      'fail',
    ],
    [
      'a label that the namespace may have',
      (text) => text.replace('kubernetes.io/metadata.name: monitoring', 'team: platform'),
      'unknown',
    ],
    [
      'a policy that selects another pod',
      (text) => text.replace('app.kubernetes.io/name: openclaw', 'app: other'),
      'pass',
    ],
    [
      'a policy that the API server rejects',
      (text) => text.replace('cidr: 0.0.0.0/0', 'cidr: everywhere'),
      'warn',
    ],
  ])('judges %s', async (_, change, status) => {
    expect((await networkEgressPolicies.runWith(deployed({ 'networkpolicy.yaml': change }))).status).toBe(
      status,
    );
  });

  it('gives a separate policy where the file cannot be edited by position', async () => {
    const flow = (text: string): string =>
      text.replace(/ {2}egress:[\s\S]*/, '  egress: [{ ports: [{ port: 53 }] }]\n');
    const { fix } = await networkEgressPolicies.runWith(deployed({ 'networkpolicy.yaml': flow }));
    expect(fix?.kind).toBe('manual');
    expect(fix?.text).toContain('kind: NetworkPolicy');
    expect(fix?.text).toContain('port: 9090');
  });

  it.each([
    ['an address that a rule allows', 'http://192.0.2.7:443/api/v1/otlp', 'pass'],
    ['an address on a port that none allows', 'http://192.0.2.7:9090/api/v1/otlp', 'fail'],
    ['a name outside, whose address is not known', 'https://otlp.example.com/otlp', 'unknown'],
    ["the pod's own network", 'http://127.0.0.1:4318', 'skip'],
    ['the full name', 'http://prometheus-k8s.monitoring.svc.cluster.local.:9090/api/v1/otlp', 'pass'],
    ['the short name', 'http://prometheus-k8s.monitoring:9090/api/v1/otlp', 'pass'],
    ['the Service of the operator', 'http://prometheus-operated.monitoring.svc:9090/api/v1/otlp', 'pass'],
    ['a Service in no manifest', 'http://mimir.metrics.svc:8080/otlp', 'fail'],
    ['another Service of an allowed namespace', 'http://mimir.monitoring.svc:8080/otlp', 'unknown'],
  ])('judges an endpoint that is %s', async (_, url, status) => {
    expect(
      (await networkEgressPolicies.runWith(deployed({ 'configmap-openclaw.yaml': endpoint(url) }))).status,
    ).toBe(status);
  });

  it('shows whether the gateway may reach Grafana, where the manifests hold one', async () => {
    const grafana = (): string => `apiVersion: v1
kind: Service
metadata: { name: grafana, namespace: monitoring }
spec: { selector: { app.kubernetes.io/name: grafana }, ports: [{ port: 3000 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: grafana, namespace: monitoring }
spec: { template: { metadata: { labels: { app.kubernetes.io/name: grafana } }, spec: { containers: [] } } }
`;
    const { evidence } = await networkEgressPolicies.runWith(deployed({ 'grafana.yaml': grafana }));
    expect(evidence[1]?.saw).toBe(
      'monitoring/grafana:3000: NetworkPolicy openclaw/openclaw-egress, egress[1], allows egress to monitoring/grafana, TCP 3000',
    );
  });

  it('is unknown without the configuration or the workload, and says what to give', async () => {
    const { manifests, config } = deployed({ 'deployment.yaml': () => '' });
    expect(await networkEgressPolicies.runWith({ manifests })).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('--config FILE'),
    });
    expect(await networkEgressPolicies.runWith({ manifests, config })).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('no workload that runs the gateway'),
    });
  });

  it('finds the gateway by its mount or its label, and never as the only workload left', async () => {
    const renamed = (text: string): string => text.replaceAll('name: openclaw\n', 'name: agents\n');
    const unmounted = (text: string): string => text.replace('openclaw-config', 'x');
    const other = (): string =>
      'apiVersion: v1\nkind: Pod\nmetadata: { name: other, namespace: openclaw }\nspec: { containers: [] }\n';
    const status = async (change: (text: string) => string): Promise<string> =>
      (await networkEgressPolicies.runWith(deployed({ 'deployment.yaml': change, 'other.yaml': other })))
        .status;
    expect(await status(renamed)).toBe('pass');
    expect(await status(unmounted)).toBe('pass');
    const neither = { 'deployment.yaml': (text: string) => unmounted(renamed(text)) };
    for (const changes of [neither, { ...neither, 'other.yaml': other }]) {
      expect(await networkEgressPolicies.runWith(deployed(changes))).toMatchObject({
        status: 'unknown',
        message: expect.stringContaining('label its pods app.kubernetes.io/name: openclaw'),
      });
    }
  });

  it('warns where pushes get through all the same', async () => {
    const sources = { ...deployed({ 'networkpolicy.yaml': noReceiverRule }), gateway: exportingGateway() };
    expect(await networkEgressPolicies.runWith(sources)).toMatchObject({
      status: 'warn',
      severity: 'warning',
    });
  });

  it('is unknown where the address is that of a Service that selects no pod', async () => {
    const changes = {
      'configmap-openclaw.yaml': endpoint('http://10.96.0.20:9090/api/v1/otlp'),
      'service.yaml': () =>
        'apiVersion: v1\nkind: Service\nmetadata: { name: old, namespace: monitoring }\n' +
        'spec: { clusterIP: 10.96.0.20, selector: { app: gone }, ports: [{ port: 9090 }] }\n',
    };
    expect(await networkEgressPolicies.runWith(deployed(changes))).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('matches no pod'),
    });
  });
});
