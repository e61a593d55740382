import { afterEach, describe, expect, it } from 'vitest';
import { push } from '../../../test/support/push.ts';
import { type Receiver, startReceiver } from '../../receiver/index.ts';
import { parseContract } from '../../prove/contract/index.ts';
import { SDK_METRICS } from '../../shared/catalog/index.ts';
import { recordContract } from './record.ts';

let receiver: Receiver;
afterEach(() => receiver.close());

const HEALTH = SDK_METRICS.map(({ name, unit, kind }) => ({
  name,
  unit,
  ...(kind === 'histogram' ? { counts: { bounds: [1], counts: [1, 0] } } : {}),
  ...(kind === 'counter' ? { total: 1 } : {}),
}));

async function recorded(pushed: Parameters<typeof push>[1]): Promise<string> {
  receiver = await startReceiver();
  await push(receiver.otlpMetricsUrl, pushed, { service: 'shop' });
  return recordContract({ backend: receiver.url, job: 'shop', timeout: 5_000 }, {}, {}, Date.now());
}

describe('a recorded contract', () => {
  it("has the metrics of the service, and none of the exporter's own health", async () => {
    const text = await recorded([{ name: 'shop.orders', total: 1 }, ...HEALTH]);
    expect(parseContract(text).metrics.map(({ prometheus }) => prometheus)).toEqual(['shop_orders_total']);
  });

  it('is refused where the service has pushed its health only', async () => {
    await expect(recorded(HEALTH)).rejects.toThrow(
      "the job shop wrote only its exporter's own health within 5 minutes",
    );
  });
});
