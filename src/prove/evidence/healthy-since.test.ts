import { describe, expect, it } from 'vitest';
import { arrived } from '../../../test/support/arrived.ts';
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

  it("is the newest sample of the exporter's own health, which arrives while nothing is recorded", async () => {
    const newest = Date.parse('2026-02-20T03:00:00.000Z');
    const health = { prometheus: 'exported', newest, failed: [], series: [] };
    const given = { arrival: { ...arrived([]), health } };
    expect(await new Answers({}, given).of(healthySince)).toEqual({ ok: true, value: newest });
  });

  it('is not known without a gateway', async () => {
    expect(await new Answers({}).of(healthySince)).toMatchObject({ ok: false });
  });
});
