import { describe, expect, it } from 'vitest';
import { monitored, type Replacement } from '../../../../test/support/monitored.ts';
import { receiverScrapeTargetFound } from './scrape-target-found.ts';

const POD_MONITOR = `
apiVersion: monitoring.coreos.com/v1
kind: PodMonitor
metadata: { name: openclaw, namespace: openclaw }
spec:
  selector: { matchLabels: { app: openclaw } }
  podMetricsEndpoints: [{ port: PORT }]
`;

describe('receiver/scrape-target-found', () => {
  it('passes where the selector matches the Service, and its port leads to the pod', async () => {
    const outcome = await receiverScrapeTargetFound.runWith(monitored());
    expect(outcome).toMatchObject({
      status: 'pass',
      message: 'ServiceMonitor openclaw/openclaw leads to port 18789 of openclaw/openclaw',
    });
  });

  it.each<[string, Replacement, string]>([
    [
      'the Service has no port of this name',
      ['monitor.yaml', 'port: http', 'port: metrics'],
      'Service openclaw/openclaw has no port named "metrics"; it has http',
    ],
    [
      'the port of the Service is given by its number as a name',
      ['monitor.yaml', 'port: http', "port: '80'"],
      'has no port named "80"',
    ],
    [
      'the selector matches labels of the pod that the Service lacks',
      [
        'gateway.yaml',
        'labels: { app: openclaw } }\nspec:\n  selector: { app',
        'labels: { name: gateway } }\nspec:\n  selector: { app',
      ],
      'does not select Service openclaw/openclaw: it selects Services with app=openclaw in its own namespace',
    ],
    [
      'the monitor looks only in its own namespace, which is another',
      ['monitor.yaml', 'namespace: openclaw', 'namespace: monitoring'],
      'does not select Service openclaw/openclaw',
    ],
    [
      'targetPort names a port that the container does not declare',
      ['monitor.yaml', 'port: http', 'targetPort: 9090'],
      'it asks for port 9090: pod openclaw/openclaw declares http (18789)',
    ],
    [
      'the targetPort of the Service names no port of the container',
      ['gateway.yaml', 'targetPort: http', 'targetPort: metrics'],
      'targetPort metrics of port "http"',
    ],
  ])('fails where %s', async (_, change, message) => {
    const outcome = await receiverScrapeTargetFound.runWith(monitored([change]));
    expect(outcome).toMatchObject({ status: 'fail', message: expect.stringContaining(message) as string });
    expect(outcome.location?.line).toBeGreaterThan(0);
  });

  it('passes where namespaceSelector names the namespace of the Service', async () => {
    const change: Replacement[] = [
      ['monitor.yaml', 'namespace: openclaw', 'namespace: monitoring'],
      ['monitor.yaml', '  selector:', '  namespaceSelector: { matchNames: [openclaw] }\n  selector:'],
    ];
    expect((await receiverScrapeTargetFound.runWith(monitored(change))).status).toBe('pass');
  });

  it('judges a PodMonitor by the labels and the named ports of the pod', async () => {
    const none: Replacement[] = [['monitor.yaml', 'kind: ServiceMonitor', 'kind: Nothing']];
    const run = (port: string) =>
      receiverScrapeTargetFound.runWith(monitored(none, { 'pods.yaml': POD_MONITOR.replace('PORT', port) }));
    expect((await run('http')).status).toBe('pass');
    expect(await run('metrics')).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('it asks for port metrics') as string,
    });
  });

  it('is a note where another endpoint leads to the service', async () => {
    const two: Replacement = [
      'monitor.yaml',
      '    - port: http\n',
      '    - port: metrics\n    - port: http\n',
    ];
    expect(await receiverScrapeTargetFound.runWith(monitored([two]))).toMatchObject({
      status: 'warn',
      severity: 'note',
    });
  });

  it('leaves the monitor of another workload out', async () => {
    const others: Replacement[] = [
      ['monitor.yaml', 'name: openclaw, namespace', 'name: grafana, namespace'],
      ['monitor.yaml', 'app: openclaw', 'app: grafana'],
      ['monitor.yaml', 'path: /api/diagnostics/prometheus', 'path: /metrics'],
    ];
    expect((await receiverScrapeTargetFound.runWith(monitored(others))).status).toBe('skip');
  });

  it('leaves it open where the manifests hold no Service of the gateway', async () => {
    const change: Replacement = ['gateway.yaml', 'kind: Service\n', 'kind: Nothing\n'];
    expect(await receiverScrapeTargetFound.runWith(monitored([change]))).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining(
        'the manifests hold no Service that leads to openclaw/openclaw',
      ) as string,
    });
  });
});
