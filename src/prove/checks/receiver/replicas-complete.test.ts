import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { receiverReplicasComplete } from './replicas-complete.ts';

const contract = shopContract({ otlp: 'orders' });
/** Old enough to have settled everywhere. */
const at = (seconds: number): number => Math.round(Date.now() / 1_000) * 1_000 - seconds * 1_000;

async function judged(first: readonly number[], second: readonly number[]) {
  const [one, other] = [await embeddedBackend(), await embeddedBackend()];
  for (const [backend, times] of [
    [one, first],
    [other, second],
  ] as const)
    for (const time of times) await backend.push([{ name: 'orders', total: 1 }], time);
  return receiverReplicasComplete.runWith({ ...one.sources(contract), replicas: [other.backend] });
}

describe('receiver/replicas-complete', () => {
  it('passes where both hold the same pushes', async () => {
    const times = [12, 10, 8, 6].map(at);
    expect(await judged(times, times)).toMatchObject({ status: 'pass' });
  });

  it('passes where one push is missing, as after a restart', async () => {
    const times = [12, 10, 8, 6, 5].map(at);
    expect(await judged(times, times.slice(1))).toMatchObject({ status: 'pass' });
  });

  it('fails where each has a part, and says how large it is', async () => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = [15, 13, 11, 9, 7, 5].map(at);
    expect(await judged([a, c, e], [b, d, f])).toMatchObject({
      status: 'fail',
      modes: [43],
      evidence: [
        { saw: '3 of the 6 pushes that any of them holds' },
        { saw: '3 of the 6 pushes that any of them holds' },
      ],
    });
  });

  it('fails where one has nothing', async () => {
    expect(await judged([15, 13, 11].map(at), [])).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('has 0 of 3') as string,
    });
  });

  it('is unknown before there is anything to compare', async () => {
    expect(await judged([at(5)], [])).toMatchObject({ status: 'unknown' });
  });
});
