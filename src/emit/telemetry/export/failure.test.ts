import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../../../shared/failure-modes/generated/messages.ts';
import { knownFailure, knownLogLine, knownSendError } from '../../../shared/failure-modes/match.ts';
import type { Attempt } from './attempts.ts';
import { describeFailure, describeTimeOut, describeWebPage } from './failure.ts';
import { ExporterHealth } from './health.ts';

const attempt = (of: Partial<Attempt>): Attempt => ({
  connected: true,
  status: null,
  contentType: '',
  body: Buffer.alloc(0),
  ...of,
});

const response = (status: number, body: string | Buffer, contentType = ''): string =>
  describeFailure(0, attempt({ status, contentType, body: Buffer.from(body) }), undefined).message;

const errorOf = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

const withoutResponse = (error: Error) => describeFailure(0, attempt({ connected: false }), error);

describe('describeFailure', () => {
  it('says what to do about a path without a receiver', () => {
    expect(response(404, '404 page not found\n')).toMatch(
      /^it answered 404, "404 page not found"; the server has no receiver at this path; end diagnostics\.otel\.endpoint in /,
    );
  });

  it('says what the words of a response mean where its status alone means something else', () => {
    expect(response(503, 'data refused due to high memory usage')).toContain('raise memory_limiter');
    expect(response(400, 'out of order sample')).toContain('service.instance.id');
    expect(response(503, '')).toContain('it may be starting');
  });

  it('says what to do about a name that does not resolve', () => {
    const { message, code } = withoutResponse(errorOf('getaddrinfo ENOTFOUND prometheus', 'ENOTFOUND'));
    expect(code).toBe('ENOTFOUND');
    expect(message).toMatch(/^getaddrinfo ENOTFOUND prometheus; the host name does not resolve; correct /);
  });

  it('adds the code where the error does not name it', () => {
    const { message } = withoutResponse(errorOf('certificate has expired', 'CERT_HAS_EXPIRED'));
    expect(message).toMatch(/^certificate has expired \(CERT_HAS_EXPIRED\); /);
  });

  it('names each address that was tried', () => {
    const refused = (address: string) => errorOf(`connect ECONNREFUSED ${address}`, 'ECONNREFUSED');
    const error = new AggregateError([refused('::1:9090'), refused('127.0.0.1:9090')], '');
    expect(withoutResponse(error)).toMatchObject({
      message: expect.stringMatching(
        /^connect ECONNREFUSED ::1:9090, connect ECONNREFUSED 127\.0\.0\.1:9090; nothing listens on either address/,
      ),
      code: 'ECONNREFUSED',
    });
  });

  it('distinguishes a dropped connection from a slow backend', () => {
    const error = new Error('Request timed out');
    expect(withoutResponse(error)).toMatchObject({
      message: expect.stringContaining('network policy'),
      code: 'ETIMEDOUT',
    });
    expect(describeFailure(0, attempt({ connected: true }), error).message).toContain('timeoutMs');
  });

  it('quotes the reason that a receiver wraps into protobuf', () => {
    // google.rpc.Status: code 400 and a message.
    const body = Buffer.from('\b\u0003\u0012\u000eunexpected EOF');
    expect(response(400, body, 'application/x-protobuf')).toMatch(/^it answered 400, "unexpected EOF"; /);
  });
});

/** As the gateway logs it. */
function lineOf(failure: ReturnType<typeof describeFailure>): string {
  const [notice] = new ExporterHealth('metrics', 'http://prom:9090/v1/metrics', 30_000, 0).failed(failure);
  return notice?.message ?? '';
}

describe('the log line of a failed push', () => {
  const errors = MESSAGES.flatMap(({ reveals }) =>
    reveals.flatMap(({ codes = [], text }) =>
      codes
        .map((code) => code.replace('*', 'WRONG_VERSION_NUMBER'))
        .flatMap((code) => [
          [code, `failed with ${code}`],
          ...(text?.includes(code) || codes.length === 1 ? [[code, text ?? code]] : []),
        ]),
    ),
  );

  it.each(errors)('with %s has the meaning of the error: %s', (code, message = '') => {
    const known = knownSendError({ code, message });
    expect(known).toBeDefined();
    const failure = withoutResponse(errorOf(message, code));
    expect(failure.message).toContain(known?.fix);
    expect(knownSendError(failure)).toBe(known);
    expect(knownLogLine(lineOf(failure))).toBe(known);
    // It is no response.
    expect(knownFailure(failure)).toBeUndefined();
  });

  it('has the meaning of a time-out', () => {
    const failure = (connected: boolean) => ({ at: '', status: null, ...describeTimeOut(connected) });
    expect(knownLogLine(lineOf(failure(true)))?.id).toBe('receiver-slow');
    expect(knownLogLine(lineOf(failure(false)))?.id).toBe('packets-dropped');
  });

  it('has the meaning of a web page', () => {
    const failure = describeWebPage(0, 200);
    expect(failure.message).toContain('it answered with a web page; ');
    expect(knownLogLine(lineOf(failure))?.modes).toEqual([37]);
    expect(knownFailure(failure)?.modes).toEqual([37]);
  });
});
