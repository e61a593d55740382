import { describe, expect, it } from 'vitest';
import { errorCode } from './error-code.ts';

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

describe('errorCode', () => {
  it("returns an error's own code", () => {
    expect(errorCode(refused)).toBe('ECONNREFUSED');
  });

  it('returns the code of the first of several errors', () => {
    expect(errorCode(new AggregateError([refused, new Error('another')]))).toBe('ECONNREFUSED');
  });

  it('returns the code of the cause, however deep', () => {
    const wrapped = new Error('fetch failed', { cause: new Error('socket', { cause: refused }) });
    expect(errorCode(wrapped)).toBe('ECONNREFUSED');
  });

  it.each([
    [undefined],
    ['ENOENT'],
    [new Error('no code')],
    [Object.assign(new Error('http'), { code: 404 })],
  ])('returns undefined where there is no code: %s', (error) => {
    expect(errorCode(error)).toBeUndefined();
  });
});
