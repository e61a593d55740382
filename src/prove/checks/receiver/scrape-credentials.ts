import { defineCheck } from '../../engine/define-check.ts';
import { fail, judged, pass, skip, unknown } from '../../engine/outcome.ts';
import { configEvidence } from '../../evidence/config-location.ts';
import { configuration } from '../../evidence/configuration.ts';
import { gatewayWorkload } from '../../evidence/gateway-workload.ts';
import { locationOf, sourceOf } from '../../evidence/manifest-location.ts';
import { serviceTargets } from '../../evidence/scrape/targets.ts';
import { scrapes } from '../../evidence/scrape/ways.ts';

const TOKEN = 'OPENCLAW_GATEWAY_TOKEN';

/** The scrape of the gateway sends credentials where the gateway asks for them. */
export const receiverScrapeCredentials = defineCheck({
  id: 'TL523',
  link: 'receiver',
  title: 'The scrape sends a token',
  proves:
    'where the gateway has a token, the monitor or the scrape job has authorization, a bearer token or basic auth',
  explain:
    'The page of the plugin diagnostics-prometheus is behind the token of the gateway, with the scope operator.read. A ' +
    'scrape without a token gets 401. In a monitor give `authorization` with `credentials` from a Secret that has the ' +
    'token, in the namespace of the monitor; in scrape_configs `authorization` with `credentials_file`. The page of a ' +
    'collector asks for none.',
  severity: 'error',
  modes: [88],
  needs: [scrapes],
  uses: ['config', configuration, gatewayWorkload, serviceTargets],
  run: ({ scrapes: all, config, configuration, gatewayWorkload: workload, serviceTargets: targets }) => {
    const direct = all.filter(({ of }) => of === 'gateway');
    const [first] = direct;
    if (!first) return skip('nothing shows that the gateway itself is scraped');
    const variable = workload?.running
      .flatMap(({ env }) => env)
      .find(({ name, value, valueFrom }) => name === TOKEN && (Boolean(value) || valueFrom !== undefined));
    const needs = [
      ...(config && configuration?.gateway.auth.token
        ? [configEvidence(config, 'gateway.auth.token is set')]
        : []),
      ...(workload && variable
        ? [{ source: sourceOf(workload.object), saw: `the variable ${TOKEN} is set` }]
        : []),
    ];
    // What is scraped without a token needs none.
    const isUp = (pool: string): boolean =>
      targets?.active.some(({ scrapePool, health }) => scrapePool === pool && health === 'up') ?? false;
    const without = direct.find(({ hasCredentials, pool }) => !hasCredentials && !isUp(pool));
    if (without && needs.length > 0) {
      const { name, source, at } = without;
      return fail(
        `${name} sends no token, and the gateway asks for one`,
        [{ source, saw: 'no authorization, bearer token or basic auth' }, ...needs],
        {
          ...(at ? locationOf(at.object, at.path) : {}),
          affects: ['every scrape gets 401'],
          fix: {
            kind: 'manual',
            text: "give the scrape the gateway's token: `authorization: { type: Bearer, credentials: { name: SECRET, key: KEY } }` in a monitor, `authorization: { credentials_file: FILE }` in scrape_configs",
          },
        },
      );
    }
    if (without)
      return unknown(
        `${without.name} sends no token; whether the gateway asks for one is not known: --config FILE`,
      );
    const seen = judged(
      direct.map(({ name, source, hasCredentials }) => ({
        source,
        saw: hasCredentials ? `${name} sends credentials` : `${name} sends none, and its target is up`,
      })),
    );
    return seen ? pass(seen.map(({ saw }) => saw).join('; '), seen) : skip('nothing is scraped');
  },
});
