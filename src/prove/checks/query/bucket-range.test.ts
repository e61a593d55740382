import { describe, expect, it } from 'vitest';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { queryBucketRange } from './bucket-range.ts';

const contract = shopContract({ otlp: 'shop.wait', kind: 'histogram' });
const P95 = 'histogram_quantile(0.95, sum by (le) (rate(shop_wait_bucket[5m])))';

async function judged(below: number, above: number) {
  const { push, sources } = await embeddedBackend();
  await push([{ name: 'shop.wait', counts: { bounds: [10], counts: [below, above] } }]);
  return queryBucketRange.runWith({ ...sources(contract), readers: dashboardOf(P95) });
}

describe('query/bucket-range', () => {
  it('passes when nearly all values are below the highest bound', async () => {
    expect((await judged(99, 1)).status).toBe('pass');
  });

  it('warns when the quantile is above the highest bound', async () => {
    expect(await judged(50, 50)).toMatchObject({
      status: 'warn',
      evidence: [
        {
          saw: expect.stringContaining(
            'the 0.95 quantile of shop_wait_bucket is above its highest bound, 10',
          ),
        },
      ],
    });
  });

  it('is unknown where the buckets are not stored, and skipped where no query computes a quantile', async () => {
    const { sources } = await embeddedBackend();
    const given = (expression: string) =>
      queryBucketRange.runWith({ ...sources(contract), readers: dashboardOf(expression) });
    expect((await given(P95)).status).toBe('unknown');
    expect((await given('rate(shop_wait_count[5m])')).status).toBe('skip');
  });
});
