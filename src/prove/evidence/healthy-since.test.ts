import { describe, expect, it } from 'vitest';
import { exporting, failing, gatewayOf } from '../../../test/support/gateway.ts';
import { Answers } from '../engine/define-evidence.ts';
import { healthySince } from './healthy-since.ts';

const startedAt = '2026-02-20T02:59:30.000Z';
const since = async (status: object) =>
  new Answers({ gateway: gatewayOf({ process: { startedAt }, ...status }) }).of(healthySince);

describe('the time since which the telemetry is healthy', () => {
  it('is the last success of an exporter that works', async () => {
    expect(await since({ exporter: exporting })).toEqual({
      ok: true,
      value: Date.parse(exporting.lastSuccess),
    });
  });

  it('is the start of the process where pushes fail', async () => {
    const exporter = { ...failing({ message: 'boom' }), lastSuccess: '2026-02-20T02:59:59.000Z' };
    expect(await since({ exporter })).toEqual({ ok: true, value: Date.parse(startedAt) });
  });

  it('is not known without a gateway', async () => {
    expect(await new Answers({}).of(healthySince)).toMatchObject({ ok: false });
  });
});
