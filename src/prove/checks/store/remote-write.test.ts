import { describe, expect, it } from 'vitest';
import { arrived, metricResult } from '../../../../test/support/arrived.ts';
import { deployed } from '../../../../test/support/deployed.ts';
import { exportingGateway } from '../../../../test/support/exporting-gateway.ts';
import { prometheusAnswers, recordedBackend } from '../../../../test/support/recorded-backend.ts';
import { defaultContract } from '../../contract/index.ts';
import { storeRemoteWrite } from './remote-write.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });
const missing = arrived([metricResult('openclaw_tokens_total', { status: 'missing', series: 0 })]);
const there = arrived([metricResult('openclaw_tokens_total')]);

const config = (rule: string): string =>
  `remote_write: [{ url: "https://user:secret@store.example.com/write", write_relabel_configs: [${rule}] }]\n`;

const backend = async (rule: string) => recordedBackend(prometheusAnswers({ config: config(rule) }));

describe('store/remote-write', () => {
  it('passes when the rules keep the metrics', async () => {
    const rule = '{ source_labels: [__name__], regex: "go_.*", action: drop }';
    const outcome = await storeRemoteWrite.runWith({
      contract,
      backend: await backend(rule),
      arrival: missing,
    });
    expect(outcome).toMatchObject({
      status: 'pass',
      message: 'remote write to https://store.example.com forwards every expected metric',
    });
  });

  it('fails when a rule drops a missing metric, and reports a note when the backend has the metric', async () => {
    const rule = '{ source_labels: [__name__], regex: "node_.*", action: keep }';
    const lacking = await storeRemoteWrite.runWith({
      contract,
      backend: await backend(rule),
      arrival: missing,
    });
    expect(lacking).toMatchObject({
      status: 'fail',
      message:
        'remote write to https://store.example.com drops 18 of 18 metrics: keep where __name__ matches node_.*',
    });
    const noted = await storeRemoteWrite.runWith({ contract, backend: await backend(rule), arrival: there });
    expect(noted).toMatchObject({ status: 'warn', severity: 'note' });
  });

  const withRules = (from: string, to: string) =>
    deployed({
      'monitoring/prometheus.yaml': (text) =>
        `${text.replace(from, to)}  remoteWrite:
    - url: https://store.example.com/write
      writeRelabelConfigs: [{ sourceLabels: [__name__], regex: openclaw_tokens.*, action: Drop }]
`,
    });

  it.each([
    ['Prometheus', 'v1'],
    ['PrometheusAgent', 'v1alpha1'],
  ])('also reads %s objects of the Operator', async (kind, version) => {
    const { manifests } = withRules('v1\nkind: Prometheus\n', `${version}\nkind: ${kind}\n`);
    const plain = await recordedBackend(prometheusAnswers());
    const outcome = await storeRemoteWrite.runWith({ contract, backend: plain, arrival: missing, manifests });
    expect(outcome).toMatchObject({ status: 'fail', affects: ['openclaw_tokens_total'] });
    expect(outcome.evidence[0]?.source).toMatch(/prometheus\.yaml:\d+$/);
  });

  it('ignores a resource of kind Prometheus in another API group', async () => {
    const { manifests } = withRules('monitoring.coreos.com/v1', 'example.com/v1');
    const plain = await recordedBackend(prometheusAnswers({ config: 'global: { scrape_interval: 15s }\n' }));
    const outcome = await storeRemoteWrite.runWith({ contract, backend: plain, arrival: missing, manifests });
    expect(outcome).toMatchObject({ status: 'pass', message: 'there is no remote write' });
  });

  it('is unknown where the backend does not show its configuration', async () => {
    const hidden = await recordedBackend(prometheusAnswers());
    const outcome = await storeRemoteWrite.runWith({ contract, backend: hidden, arrival: missing });
    expect(outcome.status).toBe('unknown');
  });

  it('fails on relabelling that VictoriaMetrics counts, when pushes are accepted and metrics are missing', async () => {
    const victoriaMetrics = await recordedBackend({
      '/api/v1/status/buildinfo': { body: { version: '2.24.0' } },
      '/flags': { body: '-httpListenAddr=":8428"\n' },
      '/metrics': { body: 'vm_relabel_metrics_dropped_total 40\n' },
    });
    const sources = { contract, backend: victoriaMetrics, gateway: exportingGateway() };
    expect((await storeRemoteWrite.runWith({ ...sources, arrival: missing })).status).toBe('fail');
    expect((await storeRemoteWrite.runWith({ ...sources, arrival: there })).status).toBe('pass');
  });

  it('skips rules that use labels which are not known', async () => {
    const rule = '{ source_labels: [model], regex: "", action: drop }';
    const outcome = await storeRemoteWrite.runWith({
      contract,
      backend: await backend(rule),
      arrival: missing,
    });
    expect(outcome.status).toBe('pass');
  });
});
