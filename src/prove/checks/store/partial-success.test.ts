import { describe, expect, it } from 'vitest';
import type { GatewayView } from '../../views/gateway.ts';
import { storePartialSuccess } from './partial-success.ts';

const exporting = (more: object): GatewayView => {
  const exporter = { tried: 3, accepted: 3, refused: 0, lastSuccess: null, lastError: null, ...more };
  return {
    url: 'http://gateway',
    status: async () => ({ ok: true, value: { exporter } }),
  } as unknown as GatewayView;
};

describe('store/partial-success', () => {
  it('passes when every push was accepted as a whole', async () => {
    expect((await storePartialSuccess.runWith({ gateway: exporting({ lastPartial: null }) })).status).toBe(
      'pass',
    );
  });

  it('warns about points rejected within a 200, with the message of the receiver', async () => {
    const lastPartial = { rejectedDataPoints: 3, message: 'sample too old' };
    expect(await storePartialSuccess.runWith({ gateway: exporting({ lastPartial }) })).toMatchObject({
      status: 'warn',
      message: '3 data points were rejected within a 200: sample too old',
    });
  });

  it('names the failure mode of a message about the receiver', async () => {
    const lastPartial = { rejectedDataPoints: 3, message: 'exporting data failed' };
    expect(await storePartialSuccess.runWith({ gateway: exporting({ lastPartial }) })).toMatchObject({
      status: 'warn',
      modes: [23, 72, 44],
    });
  });

  it('is unknown before the first accepted push', async () => {
    expect((await storePartialSuccess.runWith({ gateway: exporting({ accepted: 0 }) })).status).toBe(
      'unknown',
    );
  });
});
