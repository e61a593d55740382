import { describe, expect, it } from 'vitest';
import { exchange, tapOf } from '../../../../test/support/tapped.ts';
import type { TapView } from '../../views/tap.ts';
import { sdkWireProtocol } from './wire-protocol.ts';

describe('sdk/wire-protocol', () => {
  it('passes on OTLP, fails on gRPC as failure mode 4, and on anything else as 39', async () => {
    const unread = (contentType: string): TapView =>
      tapOf(
        exchange(1, { request: { contentType, payload: null, unreadable: `content type "${contentType}"` } }),
      );
    expect((await sdkWireProtocol.runWith({ tap: tapOf(exchange(1)) })).status).toBe('pass');
    expect(await sdkWireProtocol.runWith({ tap: unread('application/grpc') })).toMatchObject({
      status: 'fail',
      modes: [4],
    });
    expect(await sdkWireProtocol.runWith({ tap: unread('text/plain') })).toMatchObject({
      status: 'fail',
      modes: [39],
    });
  });
});
