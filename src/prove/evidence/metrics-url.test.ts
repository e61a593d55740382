import { describe, expect, it } from 'vitest';
import { deployed } from '../../../test/support/deployed.ts';
import { exporting, gatewayOf } from '../../../test/support/gateway.ts';
import { Answers } from '../engine/define-evidence.ts';
import { metricsUrl } from './metrics-url.ts';

const endpoint = 'http://collector:4318/v1/metrics';
const running = gatewayOf({ exporter: { ...exporting, endpoint } });

describe('the metrics URL', () => {
  it('is that of the running exporter, also where the configuration has another', async () => {
    const { config } = deployed();
    const answer = await new Answers({ gateway: running, config }).of(metricsUrl);
    expect(answer).toMatchObject({ ok: true, value: { href: endpoint } });
  });

  it('is that of the configuration where no gateway runs or responds', async () => {
    const { config } = deployed();
    const down = { ...running, status: async () => ({ ok: false, error: 'refused' }) as const };
    for (const sources of [{ config }, { config, gateway: down }]) {
      const answer = await new Answers(sources).of(metricsUrl);
      expect(answer).toMatchObject({ ok: true, value: { pathname: '/api/v1/otlp/v1/metrics' } });
    }
  });

  it('is unknown without both, and the message names the options', async () => {
    expect(await new Answers({}).of(metricsUrl)).toMatchObject({
      ok: false,
      outcome: { status: 'unknown', message: expect.stringContaining('--gateway URL or --config FILE') },
    });
  });
});
