import { describe, expect, it } from 'vitest';
import { monitored, type Replacement } from '../../../../test/support/monitored.ts';
import { receiverScrapeMonitorSelected } from './scrape-monitor-selected.ts';

const SELECTOR = '  serviceMonitorSelector: { matchLabels: { release: prometheus } }\n';
const NAMESPACES = '  serviceMonitorNamespaceSelector: {}\n';
const run = (...changes: Replacement[]) => receiverScrapeMonitorSelected.runWith(monitored(changes));

describe('receiver/scrape-monitor-selected', () => {
  it('passes where both selectors match', async () => {
    expect(await run()).toMatchObject({
      status: 'pass',
      message: 'Prometheus k8s takes ServiceMonitor openclaw/openclaw',
    });
  });

  it.each<[string, Replacement, string]>([
    [
      'the monitor lacks the label that is asked for',
      ['monitor.yaml', 'release: prometheus', 'release: stack'],
      'serviceMonitorSelector asks for release: prometheus, which the monitor does not have',
    ],
    ['there is no selector', ['prometheus.yaml', SELECTOR, ''], 'is absent, which matches no monitor'],
    [
      'there is no selector of namespaces, and the monitor is in another namespace',
      ['prometheus.yaml', NAMESPACES, ''],
      'which means namespace monitoring, and the monitor is in openclaw',
    ],
    [
      'the namespace of the monitor lacks a label',
      [
        'prometheus.yaml',
        NAMESPACES,
        '  serviceMonitorNamespaceSelector: { matchLabels: { scraped: yes } }\n'.replace('yes', '"yes"'),
      ],
      'which namespace openclaw does not have',
    ],
  ])('fails where %s', async (_, change, message) => {
    expect(await run(change)).toMatchObject({
      status: 'fail',
      message: expect.stringContaining(message) as string,
    });
  });

  it('passes where an empty selector matches every monitor', async () => {
    expect((await run(['prometheus.yaml', SELECTOR, '  serviceMonitorSelector: {}\n'])).status).toBe('pass');
  });

  it('leaves it open where the manifests hold no Prometheus object', async () => {
    expect((await run(['prometheus.yaml', 'kind: Prometheus\n', 'kind: Nothing\n'])).status).toBe('unknown');
  });

  it('is a note where a Prometheus takes another monitor of the service', async () => {
    const second = `apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: openclaw, namespace: openclaw }
spec: { selector: { matchLabels: { app: openclaw } }, podMetricsEndpoints: [{ port: http }] }
`;
    const outcome = await receiverScrapeMonitorSelected.runWith(monitored([], { 'pods.yaml': second }));
    expect(outcome).toMatchObject({
      status: 'warn',
      severity: 'note',
      message: expect.stringContaining('no Prometheus takes PodMonitor openclaw/openclaw') as string,
    });
  });

  it('leaves it open where an object may hold another Prometheus', async () => {
    const release =
      'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: stack, namespace: monitoring }\nspec: { chart: { spec: { chart: kube-prometheus-stack } } }\n';
    const outcome = await receiverScrapeMonitorSelected.runWith(
      monitored([['monitor.yaml', 'release: prometheus', 'release: stack']], { 'release.yaml': release }),
    );
    expect(outcome).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('HelmRelease stack may hold another Prometheus') as string,
    });
  });
});
