import { describe, expect, it } from 'vitest';
import { defaultContract } from '../../contract/index.ts';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { DEFAULT_BACKEND } from '../../evidence/backend-rules.ts';
import type { PrometheusSettings } from '../../translate/index.ts';
import { queryUnknownLabel } from './unknown-label.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });

const judged = (expression: string) =>
  queryUnknownLabel.runWith({ readers: dashboardOf(expression), contract });

describe('query/unknown-label', () => {
  it.each([
    'sum by (direction, model) (openclaw_tokens_total{provider="main", job=~"$job"})',
    'histogram_quantile(0.9, sum by (le) (rate(openclaw_run_duration_ms_bucket[5m])))',
    'openclaw_tokens_total{absent_label=""}',
    'openclaw_tokens_total{absent_label!~".+"}',
    'openclaw_tokens_total{absent_label!="a", another!~"a|b", third=~".*", fourth!="$x"}',
    'sum by (team) (openclaw_tokens_total * on (job) group_left (team) owner_info)',
    'sum by (svc) (label_replace(openclaw_tokens_total, "svc", "$1", "job", "(.*)"))',
  ])('passes on %s', async (expression) => {
    expect((await judged(expression)).status).toBe('pass');
  });

  it.each([
    ['openclaw_tokens_total{type="input"}', 'type', [60]],
    ['openclaw_tokens_total{pod!=""}', 'pod', [60]],
    ['openclaw_tokens_total{pod!~""}', 'pod', [60]],
    ['openclaw_tokens_total{pod=~".+"}', 'pod', [60]],
    ['sum by (token_type) (openclaw_tokens_total)', 'token_type', [60]],
    ['sum by (channel) (sum by (model) (openclaw_tokens_total))', 'channel', [60]],
    ['openclaw_cost_usd_total * on (modell) group_left () openclaw_tokens_total', 'modell', [60]],
    ['sum by (le) (openclaw_run_duration_ms_count)', 'le', [60]],
  ])('warns about the label in %s', async (expression, label, modes) => {
    const outcome = await judged(expression);
    expect(outcome).toMatchObject({ status: 'warn', modes, message: expect.stringContaining(label) });
  });

  it('warns about a variable that lists a label which the metric does not have', async () => {
    const { queries, ...rest } = dashboardOf('openclaw_tokens_total');
    const asking = (asksLabel: string) =>
      queryUnknownLabel.runWith({
        readers: { ...rest, queries: queries.map((query) => ({ ...query, asksLabel })) },
        contract,
      });
    expect((await asking('model')).status).toBe('pass');
    expect(await asking('modell')).toMatchObject({ status: 'warn', modes: [60] });
  });

  it('passes on a label of either metric where two are stored under one name', async () => {
    const both = shopContract(
      { otlp: 'shop.orders', attributes: ['zone'] },
      { otlp: 'shop.orders.total', kind: 'gauge', attributes: ['lane'] },
    );
    const readers = dashboardOf('shop_orders_total{lane="a"}', 'sum by (zone) (shop_orders_total)');
    expect((await queryUnknownLabel.runWith({ readers, contract: both })).status).toBe('pass');
  });

  it('passes on a label that the contract does not have, where the backend stores it', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.orders', total: 1, attributes: { lane: 'a' } }]);
    const given = sources(shopContract({ otlp: 'shop.orders' }));
    const readers = dashboardOf('shop_orders_total{lane="a"}');
    expect((await queryUnknownLabel.runWith({ ...given, readers })).status).toBe('pass');
    const others = dashboardOf('shop_orders_total{zone="a"}');
    expect((await queryUnknownLabel.runWith({ ...given, readers: others })).status).toBe('warn');
  });

  describe('with a label of a resource attribute', () => {
    const PROMOTED = 'sum by (deployment_environment_name) (shop_orders_total{service_name="shop"})';
    const there = shopContract({ otlp: 'shop.orders' });
    const rules = (settings: PrometheusSettings) => ({
      backend: { ...DEFAULT_BACKEND, flavour: 'prometheus' as const, settings },
    });
    const described = async (settings: PrometheusSettings, expression = PROMOTED) =>
      queryUnknownLabel.runWith({
        readers: dashboardOf(expression),
        contract: there,
        describedBackend: rules(settings).backend,
      });

    it('notes that the settings of the server are not known', async () => {
      const given = { readers: dashboardOf(PROMOTED), contract: there };
      expect(await queryUnknownLabel.runWith(given)).toMatchObject({
        status: 'warn',
        severity: 'note',
        message: expect.stringContaining('service_name, deployment_environment_name'),
      });
    });

    it('passes where the settings promote the attributes', async () => {
      const promoteResourceAttributes = ['service.name', 'deployment.environment.name'];
      expect((await described({ promoteResourceAttributes })).status).toBe('pass');
    });

    it('warns where the settings promote others', async () => {
      const outcome = await described({ promoteResourceAttributes: ['service.name'] });
      expect(outcome).toMatchObject({ status: 'warn', severity: 'warning', modes: [60] });
      expect(outcome.message).toContain('deployment_environment_name');
    });

    it('warns where the settings promote none, and a filter finds nothing', async () => {
      expect(await described({}, 'shop_orders_total{service_name="shop"}')).toMatchObject({
        severity: 'warning',
        modes: [58, 60],
      });
    });

    it('notes any label where all attributes are promoted', async () => {
      const outcome = await described(
        { promoteAllResourceAttributes: true },
        'sum by (team) (shop_orders_total)',
      );
      expect(outcome).toMatchObject({ severity: 'note' });
    });

    it('reads the settings of a backend without series, and believes series more', async () => {
      const { push, sources } = await embeddedBackend({
        promote: ['service.name', 'deployment.environment.name'],
      });
      const given = { ...sources(there), readers: dashboardOf(PROMOTED) };
      expect((await queryUnknownLabel.runWith(given)).status).toBe('pass');
      await push([{ name: 'shop.orders', total: 1 }]);
      const outcome = await queryUnknownLabel.runWith(given);
      expect(outcome).toMatchObject({ severity: 'warning' });
      expect(outcome.message).toContain('deployment_environment_name');
    });
  });
});
