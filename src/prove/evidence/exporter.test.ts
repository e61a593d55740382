import { describe, expect, it } from 'vitest';
import { exporting, failing, gatewayOf } from '../../../test/support/gateway.ts';
import { Answers } from '../engine/define-evidence.ts';
import { pushError } from './exporter.ts';

const errorOf = async (exporter: object | null) =>
  new Answers({ gateway: gatewayOf({ exporter }) }).of(pushError);
const failed = failing({ message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' });

describe('pushError', () => {
  it('is the error of the last push', async () => {
    expect(await errorOf(failed)).toMatchObject({ ok: true, value: { code: 'ECONNREFUSED' } });
  });

  it('is undefined where a push was accepted since', async () => {
    expect(await errorOf(exporting)).toEqual({ ok: true, value: undefined });
    const recovered = { ...failed, lastSuccess: '2026-02-20T03:00:01.000Z' };
    expect(await errorOf(recovered)).toEqual({ ok: true, value: undefined });
  });

  it('is not known where the gateway shows no exporter', async () => {
    expect((await errorOf(null)).ok).toBe(false);
  });
});
