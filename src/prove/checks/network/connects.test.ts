import { describe, expect, it } from 'vitest';
import {
  exportingGateway,
  refusedGateway,
  unansweredGateway,
} from '../../../../test/support/exporting-gateway.ts';
import { ownVantage } from '../../views/vantage.ts';
import { networkConnects } from './connects.ts';

const vantage = ownVantage(undefined, {});

describe('network/connects', () => {
  it('passes where the exporter got any response', async () => {
    expect((await networkConnects.runWith({ vantage, gateway: exportingGateway() })).status).toBe('pass');
    expect((await networkConnects.runWith({ vantage, gateway: refusedGateway(500, 'oops') })).status).toBe(
      'pass',
    );
  });

  it.each([
    ['ECONNREFUSED', [27, 33]],
    ['ETIMEDOUT', [24, 25]],
    ['ECONNRESET', [28]],
  ])('fails on %s of the exporter, with its failure modes', async (code, modes) => {
    expect(await networkConnects.runWith({ vantage, gateway: unansweredGateway(code) })).toMatchObject({
      status: 'fail',
      modes,
    });
  });

  it('is unknown from another vantage before the first push has ended', async () => {
    const gateway = exportingGateway({ accepted: 0, lastSuccess: null });
    expect((await networkConnects.runWith({ vantage, gateway })).status).toBe('unknown');
  });
});
