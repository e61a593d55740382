import { describe, expect, it } from 'vitest';
import {
  exportingGateway,
  refusedGateway,
  unansweredGateway,
} from '../../../test/support/exporting-gateway.ts';
import { TL302 } from './TL302.ts';

describe('TL302', () => {
  it('passes where pushes are accepted', async () => {
    expect((await TL302.runWith({ gateway: exportingGateway() })).status).toBe('pass');
  });

  it('fails with the words of the receiver, or with the code where none came', async () => {
    const refused = await TL302.runWith({ gateway: refusedGateway(500, 'boom') });
    expect(refused).toMatchObject({ status: 'fail', modes: [19, 20] });
    expect(refused.message).toContain('boom');
    const unanswered = await TL302.runWith({ gateway: unansweredGateway('ECONNREFUSED') });
    expect(unanswered).toMatchObject({ status: 'fail', modes: [20] });
  });

  it('does not judge before a push has ended', async () => {
    const gateway = exportingGateway({ accepted: 0, tried: 1, lastSuccess: null });
    expect((await TL302.runWith({ gateway })).status).toBe('unknown');
  });
});
