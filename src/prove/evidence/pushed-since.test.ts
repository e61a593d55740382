import { describe, expect, it } from 'vitest';
import { exporting, gatewayOf } from '../../../test/support/gateway.ts';
import { Answers } from '../engine/define-evidence.ts';
import { pushedSince } from './pushed-since.ts';

const loadedAt = '2026-02-20T03:00:10.000Z';
const since = async (exporter: object, config: object = { loadedAt }) =>
  new Answers({ gateway: gatewayOf({ config, exporter: { ...exporting, ...exporter } }) }).of(pushedSince);

describe('the time since which samples show that pushes arrive', () => {
  it('never comes before the first push of an exporter that was set up again', async () => {
    expect(await since({ accepted: 0, lastSuccess: null })).toEqual({ ok: true, value: Infinity });
  });

  it('is the load of the configuration, once a push has followed it', async () => {
    const lastSuccess = '2026-02-20T03:00:12.000Z';
    expect(await since({ lastSuccess })).toEqual({ ok: true, value: Date.parse(loadedAt) });
  });

  it.each([
    ['no push has followed the load, which left the exporter as it was', { loadedAt }],
    ['the gateway does not say when it loaded its configuration', {}],
  ])('is no limit where %s', async (_why, config) => {
    const lastSuccess = '2026-02-20T03:00:08.000Z';
    expect(await since({ lastSuccess }, config)).toEqual({ ok: true, value: 0 });
  });
});
