import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../../shared/protocol/exchange.ts';
import { exchange, tapOf } from '../../../../test/support/tapped.ts';
import { receiverWireResponses } from './wire-responses.ts';

describe('receiver/wire-responses', () => {
  it('passes where every push was accepted whole', async () => {
    expect((await receiverWireResponses.runWith({ tap: tapOf(exchange(1), exchange(2)) })).status).toBe(
      'pass',
    );
  });

  it('fails where a response of 200 rejects data points', async () => {
    const partialSuccess = { rejectedDataPoints: 3, errorMessage: 'sample too old' };
    const tap = tapOf(exchange(1, { answer: { partialSuccess } }));
    expect(await receiverWireResponses.runWith({ tap })).toMatchObject({
      status: 'fail',
      modes: [23, 72, 49],
    });
  });

  it('fails where the newest push was rejected, and reports an earlier lost one as a note', async () => {
    const refused = (number: number): Exchange => exchange(number, { answer: { status: 500 } });
    expect((await receiverWireResponses.runWith({ tap: tapOf(exchange(1), refused(2)) })).status).toBe(
      'fail',
    );
    expect(await receiverWireResponses.runWith({ tap: tapOf(refused(1), exchange(2)) })).toMatchObject({
      status: 'warn',
      severity: 'note',
    });
  });

  it('names the modes and the fix that the response has in a log, too', async () => {
    const tap = tapOf(exchange(1, { answer: { status: 401, text: 'no org id' } }));
    expect(await receiverWireResponses.runWith({ tap })).toMatchObject({
      status: 'fail',
      modes: [19, 38],
      fix: { text: 'set X-Scope-OrgID in diagnostics.otel.headers (no org id)' },
    });
  });

  it('passes where a rejected push was sent again and accepted', async () => {
    const tap = tapOf(exchange(1, { answer: { status: 503 } }), exchange(2, { retryOf: 1 }));
    expect((await receiverWireResponses.runWith({ tap })).status).toBe('pass');
  });
});
