import { describe, expect, it } from 'vitest';
import { monitored, type Replacement } from '../../../../test/support/monitored.ts';
import { scrapingBackend } from '../../../../test/support/scraped.ts';
import { receiverScrapePath } from './scrape-path.ts';

const PATH = '      path: /api/diagnostics/prometheus\n';
const DEFAULT_PATH: Replacement = ['monitor.yaml', PATH, ''];

const SIDECAR = `
apiVersion: v1
kind: ConfigMap
metadata: { name: otel, namespace: openclaw }
data:
  config.yaml: |
    receivers: { otlp: { protocols: { http: {} } } }
    exporters: { prometheus: { endpoint: '0.0.0.0:18789' } }
    service: { pipelines: { metrics: { receivers: [otlp], exporters: [prometheus] } } }
`;

describe('receiver/scrape-path', () => {
  it('passes where the monitor asks for the path of the plugin', async () => {
    expect((await receiverScrapePath.runWith(monitored())).status).toBe('pass');
  });

  it('fails where the monitor leaves the default, which is a page of HTML', async () => {
    expect(await receiverScrapePath.runWith(monitored([DEFAULT_PATH]))).toMatchObject({
      status: 'fail',
      message:
        'ServiceMonitor openclaw/openclaw scrapes /metrics of the gateway, which has no metrics there, but answers 200 with HTML',
    });
  });

  it('passes on /metrics where the port is that of a collector', async () => {
    expect(
      (await receiverScrapePath.runWith(monitored([DEFAULT_PATH], { 'otel.yaml': SIDECAR }))).status,
    ).toBe('pass');
  });

  it("leaves it open where the port is neither the gateway's nor a collector's", async () => {
    const change: Replacement[] = [
      DEFAULT_PATH,
      ['gateway.yaml', 'containerPort: 18789', 'containerPort: 9464'],
    ];
    expect((await receiverScrapePath.runWith(monitored(change))).status).toBe('unknown');
  });

  it('leaves it open where relabelling sets the path', async () => {
    const rule = '      relabelings: [{ targetLabel: __metrics_path__, replacement: /x }]\n';
    expect((await receiverScrapePath.runWith(monitored([['monitor.yaml', PATH, rule]]))).status).toBe(
      'unknown',
    );
  });

  it('fails where a job of the running backend scrapes the port of a gateway at /metrics', async () => {
    const backend = await scrapingBackend({
      targets: [{ job: 'claw', url: 'http://10.0.0.5:18789/metrics', health: 'down' }],
      config: "scrape_configs: [{ job_name: claw, static_configs: [{ targets: ['10.0.0.5:18789'] }] }]",
    });
    expect(await receiverScrapePath.runWith({ backend })).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('scrape job claw scrapes /metrics of the gateway') as string,
    });
  });

  it('is skipped where nothing is scraped', async () => {
    const backend = await scrapingBackend();
    expect((await receiverScrapePath.runWith({ backend })).status).toBe('skip');
  });
});
