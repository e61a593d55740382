import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { queryCounterStart } from './counter-start.ts';

const contract = shopContract({ otlp: 'shop.calls', attributes: ['region'] });
const calls = (total: number, region: string) => ({ name: 'shop.calls', total, attributes: { region } });

describe('query/counter-start', () => {
  it('passes when each new series begins at 0', async () => {
    const { push, sources } = await embeddedBackend();
    await push([calls(0, 'eu')], Date.now() - 1_000);
    await push([calls(3, 'eu')]);
    expect((await queryCounterStart.runWith(sources(contract))).status).toBe('pass');
  });

  it('warns when a new series begins at n, and shows which', async () => {
    const { push, sources } = await embeddedBackend();
    await push([calls(0, 'eu')], Date.now() - 1_000);
    await push([calls(3, 'eu'), calls(7, 'us')]);
    const outcome = await queryCounterStart.runWith(sources(contract));
    expect(outcome).toMatchObject({ status: 'warn', message: '1 of 2 new counter series do not begin at 0' });
    expect(outcome.evidence[0]?.saw).toBe('shop_calls_total{job="shop", region="us"} begins at 7');
  });

  it('does not count a series that continues after a pause as new', async () => {
    const { push, sources } = await embeddedBackend();
    await push([calls(40, 'eu')], Date.now() - 600_000);
    await push([calls(41, 'eu')]);
    expect(await queryCounterStart.runWith(sources(contract))).toMatchObject({
      status: 'unknown',
      message: 'no counter series is new; check again after a restart or with a new label value',
    });
  });

  it('is skipped on a contract without counters', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.load' }]);
    const gauges = shopContract({ otlp: 'shop.load', kind: 'gauge' });
    expect((await queryCounterStart.runWith(sources(gauges))).status).toBe('skip');
  });
});
