import { describe, expect, it } from 'vitest';
import {
  exportingGateway,
  refusedGateway,
  unansweredGateway,
} from '../../../../test/support/exporting-gateway.ts';
import { sdkLastPushAccepted } from './last-push-accepted.ts';

describe('sdk/last-push-accepted', () => {
  it('passes where pushes are accepted', async () => {
    expect((await sdkLastPushAccepted.runWith({ gateway: exportingGateway() })).status).toBe('pass');
  });

  it("fails with the receiver's message, or with the error code where there was no response", async () => {
    const refused = await sdkLastPushAccepted.runWith({ gateway: refusedGateway(500, 'boom') });
    expect(refused).toMatchObject({ status: 'fail', modes: [19, 20] });
    expect(refused.message).toContain('boom');
    const unanswered = await sdkLastPushAccepted.runWith({ gateway: unansweredGateway('ECONNREFUSED') });
    expect(unanswered).toMatchObject({ status: 'fail', modes: [20] });
  });

  it('is unknown before a push has ended', async () => {
    const gateway = exportingGateway({ accepted: 0, tried: 1, lastSuccess: null });
    expect((await sdkLastPushAccepted.runWith({ gateway })).status).toBe('unknown');
  });
});
