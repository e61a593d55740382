import { defineCheck } from '../../engine/define-check.ts';
import { SCRAPE_PATH } from '../../sources/index.ts';
import { fail, type Judged, pass, skip, unknown } from '../../engine/outcome.ts';
import { SCRAPE_PLUGIN } from '../../../shared/config/index.ts';
import { scrapedBecause } from '../../evidence/scrape/ways.ts';
import { service } from '../../evidence/service.ts';

/** The gateway serves metrics to a scrape with the token of this run. */
export const receiverScrapePage = defineCheck({
  id: 'TL524',
  link: 'receiver',
  title: 'The gateway serves its metrics',
  proves:
    'a GET of /api/diagnostics/prometheus with the token of this run answers 200 with metrics in the text format',
  explain:
    '404 means that the plugin diagnostics-prometheus is not loaded, whatever the token; 401 that the token is wrong; 403 ' +
    'that it lacks the scope operator.read; 503 that the gateway is starting. An empty 200 has several causes: nothing ' +
    'happened since the start, diagnostics.enabled was false at the start, or the gateway does not trust the plugin and ' +
    'hands it no events. A page with openclaw_gateway_build_info and little else is that of an idle gateway.',
  severity: 'error',
  modes: [10, 88],
  needs: ['gateway', service, scrapedBecause],
  run: async ({ gateway, service: { owner }, scrapedBecause: why }) => {
    if (why === undefined || owner !== 'gateway')
      return skip('nothing shows that the gateway itself is scraped');
    const read = await gateway.scrape();
    if (!read.ok) return unknown(`the gateway could not be asked for its metrics: ${read.error}`);
    const { status, body, headers } = read.value;
    const source = `${gateway.url}${SCRAPE_PATH}`;
    const type = headers['content-type'] ?? 'no content type';
    const evidence: Judged = [{ source, saw: `answered ${status}, ${type}` }];
    const affects = ['every scrape of the gateway'];
    if (status === 404) {
      return fail(
        `the gateway has nothing at ${SCRAPE_PATH}: the plugin ${SCRAPE_PLUGIN} is not loaded`,
        evidence,
        {
          modes: [10],
          affects,
          fix: {
            kind: 'manual',
            text: `install the plugin (openclaw plugins install @openclaw/${SCRAPE_PLUGIN}), and let plugins.allow and plugins.entries leave it on`,
          },
        },
      );
    }
    if (status === 403) {
      return fail('the token lacks the scope operator.read', evidence, {
        modes: [88],
        affects: ['a scrape with this token'],
        fix: { kind: 'manual', text: 'scrape with a token whose role has the scope operator.read' },
      });
    }
    if (status === 401)
      return unknown(
        'the gateway rejects the token of this run: give that of the scrape in THROUGHLINE_GATEWAY_TOKEN',
        evidence,
      );
    if (status !== 200)
      return unknown(`the gateway answered ${status}; a starting one answers 503`, evidence);
    const samples = body.split('\n').filter((line) => /^[A-Za-z_:]/.test(line)).length;
    if (/text\/html/.test(type) || /^\s*</.test(body))
      return unknown('the answer is a page of HTML: this version of the gateway has no such path', evidence);
    if (samples === 0) {
      return unknown(
        'the page is empty: nothing happened since the start, diagnostics.enabled was false at the start, or the gateway does not trust the plugin',
        evidence,
      );
    }
    return pass(`serves ${samples} samples`, [
      { source, saw: `answered ${status}, ${type}, ${samples} samples` },
    ]);
  },
});
