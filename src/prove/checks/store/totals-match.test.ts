import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { gatewayOf } from '../../../../test/support/gateway.ts';
import { storeTotalsMatch } from './totals-match.ts';

const contract = shopContract({ otlp: 'shop.sales' });
const ledger = { source: 'http://gateway:18789/api/telemetry' };

describe('store/totals-match', () => {
  it.each([
    { stored: 3, status: 'pass' },
    { stored: 2, status: 'warn' },
  ])('returns $status when 3 events were recorded and $stored are stored', async ({ stored, status }) => {
    const { push, sources, ...embedded } = await embeddedBackend();
    await push([{ name: 'shop.sales', total: stored }]);
    const read = await embedded.arrival(contract);
    const arrival = {
      ...read,
      metrics: read.metrics.map((metric) => ({ ...metric, recorded: 3, stored })),
      reconciliation: { recorded: 3, stored, ratio: stored / 3, 'as of': 'last accepted push' as const },
    };
    expect((await storeTotalsMatch.runWith({ ...sources(contract), arrival, ledger })).status).toBe(status);
  });

  it('is unknown before a push was accepted', async () => {
    const embedded = await embeddedBackend();
    const arrival = await embedded.arrival(contract);
    const given = { ...embedded.sources(contract), arrival, ledger };
    expect((await storeTotalsMatch.runWith(given)).status).toBe('unknown');
  });

  it('is unknown where the gateway has no ledger', async () => {
    const { sources } = await embeddedBackend();
    const outcome = await storeTotalsMatch.runWith({ ...sources(contract), gateway: gatewayOf({}) });
    expect(outcome).toMatchObject({
      status: 'unknown',
      message: 'the gateway has no ledger: its telemetry plugin does not run',
    });
  });
});
