import { describe, expect, it } from 'vitest';
import { exportingGateway, refusedGateway } from '../../../../test/support/exporting-gateway.ts';
import { storeSamplesAccepted } from './samples-accepted.ts';

describe('store/samples-accepted', () => {
  it('passes when every sample is accepted', async () => {
    expect((await storeSamplesAccepted.runWith({ gateway: exportingGateway() })).status).toBe('pass');
  });

  it.each([
    [500, 'native histograms are disabled', [52, 47]],
    [400, 'out of bounds', [49]],
    [400, 'out of order sample', [48]],
    [429, 'the request has been rejected because the tenant exceeded the ingestion rate limit', [53]],
  ])('fails on %s "%s"', async (status, said, modes) => {
    const outcome = await storeSamplesAccepted.runWith({ gateway: refusedGateway(status, said) });
    expect(outcome).toMatchObject({ status: 'fail', modes });
  });

  it('is unknown before the first response, and when the receiver cannot read the pushes', async () => {
    expect((await storeSamplesAccepted.runWith({ gateway: refusedGateway(502, 'Bad Gateway') })).status).toBe(
      'unknown',
    );
    expect((await storeSamplesAccepted.runWith({ gateway: exportingGateway({ accepted: 0 }) })).status).toBe(
      'unknown',
    );
  });
});
