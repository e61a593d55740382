import { describe, expect, it } from 'vitest';
import { exportingGateway, refusedGateway } from '../../../test/support/exporting-gateway.ts';
import { TL504 } from './TL504.ts';

describe('TL504', () => {
  it('passes where pushes are accepted, and leaves to the store what it says of samples', async () => {
    expect((await TL504.runWith({ gateway: exportingGateway() })).status).toBe('pass');
    expect((await TL504.runWith({ gateway: refusedGateway(400, 'out of order sample') })).status).toBe(
      'pass',
    );
  });

  it.each([
    [401, 'no org id', 38],
    [415, '', 39],
    [413, '', 40],
    [503, 'Service Unavailable', 41],
    [502, 'Bad Gateway', 19],
  ])('fails on %s "%s"', async (status, said, mode) => {
    const outcome = await TL504.runWith({ gateway: refusedGateway(status, said) });
    expect(outcome).toMatchObject({ status: 'fail', modes: [mode], fix: { kind: 'manual' } });
  });

  it('does not know before the first answer', async () => {
    expect((await TL504.runWith({ gateway: exportingGateway({ accepted: 0 }) })).status).toBe('unknown');
  });
});
