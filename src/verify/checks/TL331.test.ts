import { describe, expect, it } from 'vitest';
import { exchange, tapOf } from '../../../test/support/tapped.ts';
import type { TapView } from '../tap-view.ts';
import { TL331 } from './TL331.ts';

describe('TL331', () => {
  it('passes on OTLP, fails on gRPC as mode 4, and on anything else as mode 39', async () => {
    const unread = (contentType: string): TapView =>
      tapOf(
        exchange(1, { request: { contentType, payload: null, unreadable: `content type "${contentType}"` } }),
      );
    expect((await TL331.runWith({ tap: tapOf(exchange(1)) })).status).toBe('pass');
    expect(await TL331.runWith({ tap: unread('application/grpc') })).toMatchObject({
      status: 'fail',
      modes: [4],
    });
    expect(await TL331.runWith({ tap: unread('text/plain') })).toMatchObject({ status: 'fail', modes: [39] });
  });
});
