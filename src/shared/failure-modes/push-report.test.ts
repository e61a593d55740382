import { describe, expect, it } from 'vitest';
import { MESSAGES } from './generated/messages.ts';
import { knownFailure, knownLogLine, knownResponse } from './match.ts';
import {
  readResponse,
  reportedResponse,
  RESPONSE_PATTERN,
  withAdvice,
  withoutAdvice,
  writeResponse,
} from './push-report.ts';

const BODIES = [
  '',
  '404 page not found\n',
  'out of "order"\nseries=1',
  'rejected: a; b. c',
  '{"message":"no; really."}',
  'x'.repeat(500),
];

describe('a response in a report of the gateway', () => {
  it.each(BODIES.flatMap((body) => [404, 418, 503].map((status) => [status, body] as const)))(
    'is read as it was written: %s %j',
    (status, body) => {
      const response = reportedResponse(status, body);
      const message = withAdvice(writeResponse(response), knownResponse(status, response.text));
      expect(readResponse(message)).toEqual(response);
      const line = `metrics do not arrive at http://prom/v1/metrics: ${message}. Tried again every 30 s`;
      expect(readResponse(line)).toEqual(response);
      expect(new RegExp(RESPONSE_PATTERN, 'i').test(line)).toBe(true);
    },
  );

  it('quotes one line of text, and nothing of a binary response', () => {
    expect(reportedResponse(400, BODIES[2] ?? '').text).toBe("out of 'order'");
    expect(reportedResponse(400, 'x'.repeat(500)).text).toHaveLength(200);
    expect(reportedResponse(400, '\b\u0003\u0012')).toEqual({ status: 400, text: '' });
  });

  const responses = MESSAGES.flatMap(({ reveals }) =>
    reveals.flatMap(({ statuses = [], text = '' }) => [
      ...statuses.map((status) => [status, text] as const),
      [400, text] as const,
    ]),
  );

  it.each(responses)('is known as the response itself is: %s %j', (status, body) => {
    const response = reportedResponse(status, body);
    const known = knownResponse(status, response.text);
    const message = withAdvice(writeResponse(response), known);
    expect(knownFailure({ status, message })).toBe(known);
    expect(knownLogLine(`metrics do not arrive at http://prom/v1/metrics: ${message}. More`)).toBe(known);
  });

  it('is left where the advice is taken off', () => {
    for (const message of MESSAGES) {
      expect(withoutAdvice(withAdvice('it answered 400, "no"', message), message)).toBe(
        'it answered 400, "no"',
      );
      expect(withoutAdvice('it answered 400, "no"; look there', message)).toBe(
        'it answered 400, "no"; look there',
      );
    }
  });

  it('is not in any other text', () => {
    expect(readResponse('it answered with a web page')).toBeUndefined();
    expect(readResponse('connect ECONNREFUSED 10.0.0.1:404')).toBeUndefined();
  });
});
