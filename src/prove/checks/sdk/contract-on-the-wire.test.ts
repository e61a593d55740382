import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { carrying, tapOf, tokens } from '../../../../test/support/tapped.ts';
import { sdkContractOnTheWire } from './contract-on-the-wire.ts';

const named = (name: string) => ({ ...tokens, name });

describe('sdk/contract-on-the-wire', () => {
  it('passes where each expected metric passed the tap', async () => {
    const contract = shopContract({ otlp: 'shop.sales' }, { otlp: 'shop.errors', mayBeIdle: true });
    const tap = tapOf(carrying(named('shop.sales')));
    expect((await sdkContractOnTheWire.runWith({ tap, contract })).status).toBe('pass');
  });

  it('warns where one metric was never sent, and fails where none of the contract was', async () => {
    const contract = shopContract({ otlp: 'shop.sales' }, { otlp: 'shop.returns' });
    const some = tapOf(carrying(named('shop.sales')));
    expect(await sdkContractOnTheWire.runWith({ tap: some, contract })).toMatchObject({
      status: 'warn',
      message: '1 of 2 metrics were never sent since the tap started: shop.returns',
      affects: ['shop.returns'],
    });
    const other = tapOf(carrying(named('till.sales.total')));
    expect(await sdkContractOnTheWire.runWith({ tap: other, contract })).toMatchObject({
      status: 'fail',
      modes: [17, 15, 22],
    });
  });

  it('passes where the metric has arrived by another way, or is sent under a prefix', async () => {
    const contract = shopContract({ otlp: 'shop.sales' });
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.sales', total: 1 }]);
    const tap = tapOf(carrying(named('process.uptime')));
    expect((await sdkContractOnTheWire.runWith({ ...sources(contract), tap })).status).toBe('pass');
    const prefixed = tapOf(carrying(named('prod.shop.sales')));
    expect((await sdkContractOnTheWire.runWith({ tap: prefixed, contract })).status).toBe('pass');
  });
});
