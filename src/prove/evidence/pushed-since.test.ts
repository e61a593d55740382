import { describe, expect, it } from 'vitest';
import { exporting, gatewayOf } from '../../../test/support/gateway.ts';
import { Answers } from '../engine/define-evidence.ts';
import { pushedSince } from './pushed-since.ts';

const setUpAt = '2026-02-20T03:00:10.000Z';
const since = async (exporter: object) =>
  new Answers({ gateway: gatewayOf({ exporter: { ...exporting, ...exporter } }) }).of(pushedSince);

describe('the time since which samples show that pushes arrive', () => {
  it('never comes before the first push of an exporter that was set up again', async () => {
    expect(await since({ setUpAt, accepted: 0, lastSuccess: null })).toEqual({ ok: true, value: Infinity });
  });

  it('is when the exporter was set up, once a push was accepted', async () => {
    expect(await since({ setUpAt })).toEqual({ ok: true, value: Date.parse(setUpAt) });
  });

  it('is no limit where the gateway does not say when its exporter was set up', async () => {
    expect(await since({})).toEqual({ ok: true, value: 0 });
  });
});
