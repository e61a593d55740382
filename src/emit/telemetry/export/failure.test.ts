import { describe, expect, it } from 'vitest';
import type { Attempt } from './attempts.ts';
import { describeFailure } from './failure.ts';

const attempt = (of: Partial<Attempt>): Attempt => ({
  connected: true,
  status: null,
  contentType: '',
  body: Buffer.alloc(0),
  ...of,
});

describe('describeFailure', () => {
  it('says what to do about a receiver that is off', () => {
    const { message } = describeFailure(
      0,
      attempt({ status: 404, body: Buffer.from('404 page not found\n') }),
      undefined,
    );
    expect(message).toBe(
      'it answered 404, "404 page not found"; nothing receives OTLP at this path; start Prometheus 3 with --web.enable-otlp-receiver, and end the endpoint in /api/v1/otlp',
    );
  });

  it('says what to do about a name that does not resolve', () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND prometheus'), { code: 'ENOTFOUND' });
    expect(describeFailure(0, attempt({ connected: false }), error)).toMatchObject({
      message: 'its host name does not resolve; is it spelt right, and its namespace named? (ENOTFOUND)',
      code: 'ENOTFOUND',
    });
  });

  it('distinguishes a dropped connection from a slow backend', () => {
    const error = new Error('Request timed out');
    expect(describeFailure(0, attempt({ connected: false }), error).message).toContain('NetworkPolicy');
    expect(describeFailure(0, attempt({ connected: true }), error).message).toContain('timeoutMs');
  });

  it('quotes one line of a text response, and nothing of a binary one', () => {
    const text = attempt({ status: 400, body: Buffer.from(`out of "order"\n${'x'.repeat(5_000)}`) });
    expect(describeFailure(0, text, undefined).message).toBe(`it answered 400, "out of 'order'"`);
    const binary = attempt({ status: 400, body: Buffer.from([0x08, 0x03, 0x12, 0x01]) });
    expect(describeFailure(0, binary, undefined).message).toBe('it answered 400');
  });

  it('quotes the reason that a receiver wraps into protobuf', () => {
    // google.rpc.Status: code 400 and a message.
    const body = Buffer.from('\b\u0003\u0012\u000eunexpected EOF');
    const { message } = describeFailure(
      0,
      attempt({ status: 400, contentType: 'application/x-protobuf', body }),
      undefined,
    );
    expect(message).toBe('it answered 400, "unexpected EOF"');
  });
});
