import { describe, expect, it } from 'vitest';
import { BackendError, GatewayError, LokiError, TapError, UnreachableError } from '../sources/index.ts';
import { resultOf } from './result.ts';

describe('resultOf', () => {
  it('returns the response', async () => {
    expect(await resultOf(Promise.resolve(1))).toEqual({ ok: true, value: 1 });
  });

  it.each([
    [new UnreachableError('cut', 'ECONNRESET'), { ok: false, error: 'cut', code: 'ECONNRESET' }],
    [new BackendError('too many samples', 422), { ok: false, error: 'too many samples', status: 422 }],
    [new GatewayError('no gateway'), { ok: false, error: 'no gateway' }],
    [new LokiError('parse error'), { ok: false, error: 'parse error' }],
    [new TapError('no tap'), { ok: false, error: 'no tap' }],
  ])('returns the error of a server: %s', async (error, result) => {
    expect(await resultOf(Promise.reject(error))).toEqual(result);
  });

  it('throws any other error', async () => {
    await expect(resultOf(Promise.reject(new TypeError('a defect')))).rejects.toThrow('a defect');
  });
});
