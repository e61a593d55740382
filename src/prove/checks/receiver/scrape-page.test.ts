import { describe, expect, it } from 'vitest';
import { exporting, gatewayOf } from '../../../../test/support/gateway.ts';
import type { GatewayView } from '../../index.ts';
import { receiverScrapePage } from './scrape-page.ts';

const PAGE = '# TYPE openclaw_gateway_build_info gauge\nopenclaw_gateway_build_info{build_id="b"} 1\n';

function answering(status: number, body: string, type = 'text/plain; version=0.0.4'): GatewayView {
  return {
    ...gatewayOf({ exporter: exporting }),
    scrape: async () => ({ ok: true, value: { status, body, headers: { 'content-type': type } } }),
  };
}

const run = (gateway: GatewayView) =>
  receiverScrapePage.runWith({ gateway, scrapedBecause: 'the contract says so' });

describe('receiver/scrape-page', () => {
  it('passes on a page with samples, and says how many', async () => {
    expect(await run(answering(200, PAGE))).toMatchObject({ status: 'pass', message: 'serves 1 samples' });
  });

  it.each([
    [404, 'fail', 'is not loaded'],
    [403, 'fail', 'operator.read'],
    [401, 'unknown', 'rejects the token of this run'],
    [503, 'unknown', 'a starting one answers 503'],
  ])('answers %i: %s', async (status, expected, message) => {
    expect(await run(answering(status, 'text'))).toMatchObject({
      status: expected,
      message: expect.stringContaining(message) as string,
    });
  });

  it('takes no page of HTML and no empty page for metrics', async () => {
    expect((await run(answering(200, '<!doctype html>', 'text/html'))).status).toBe('unknown');
    expect(await run(answering(200, ''))).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('does not trust the plugin') as string,
    });
  });

  it('asks nothing where nothing shows that the gateway is scraped', async () => {
    const asked = { ...answering(200, PAGE), scrape: async () => Promise.reject(new Error('was asked')) };
    const outcome = await receiverScrapePage.runWith({ gateway: asked, scrapedBecause: undefined });
    expect(outcome.status).toBe('skip');
  });
});
