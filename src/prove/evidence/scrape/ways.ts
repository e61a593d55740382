import { asksToPush, hasScrapePlugin, SCRAPE_PLUGIN } from '../../../shared/config/index.ts';
import { defineEvidence, known } from '../../engine/define-evidence.ts';
import { SCRAPE_PATH } from '../../sources/index.ts';
import { configuration } from '../configuration.ts';
import { exporter } from '../exporter.ts';
import { serviceJobs } from './jobs.ts';
import { monitoredEndpoints } from './monitored.ts';
import type { ScrapeSettings } from './scrape.ts';
import { serviceTargets } from './targets.ts';

/** Whether the service is meant to push: by its configuration, its exporter, a tap, or a contract of pushed metrics. */
export const isPushed = defineEvidence({
  name: 'isPushed',
  needs: [],
  uses: ['config', configuration, exporter, 'tap', 'contract'],
  answer: ({ config, configuration, exporter, tap, contract }) => {
    if (exporter || tap) return known(true);
    if (contract?.way === 'scrape') return known(configuration !== undefined && asksToPush(configuration));
    // A configuration that cannot be read says nothing; its own check reports it.
    return known(config ? !configuration || asksToPush(configuration) : true);
  },
});

/** Each way that Prometheus is set to scrape the service, as manifests and the running backend show it. */
export const scrapes = defineEvidence({
  name: 'scrapes',
  needs: [],
  uses: [monitoredEndpoints, serviceJobs],
  answer: ({ monitoredEndpoints: monitored = [], serviceJobs: jobs = [] }) =>
    known<readonly ScrapeSettings[]>([...monitored, ...jobs]),
});

/**
 * Why the service's metrics are taken to be scraped: the contract, the plugin's entry, or a scrape that is set up.
 * Undefined where nothing says so.
 */
export const scrapedBecause = defineEvidence({
  name: 'scrapedBecause',
  needs: [],
  uses: ['contract', configuration, scrapes, serviceTargets],
  answer: ({ contract, configuration, scrapes: settings = [], serviceTargets: targets }) => {
    const direct = settings.find(({ of }) => of === 'gateway');
    const target = targets?.active.find(
      ({ scrapeUrl }) => URL.canParse(scrapeUrl) && new URL(scrapeUrl).pathname === SCRAPE_PATH,
    );
    if (contract?.way === 'scrape')
      return known<string | undefined>(`contract ${contract.name} is of a scrape`);
    if (configuration && hasScrapePlugin(configuration))
      return known<string | undefined>(`the configuration has the plugin ${SCRAPE_PLUGIN}`);
    if (direct) return known<string | undefined>(`${direct.name} scrapes the gateway`);
    return known(target && `the backend scrapes ${target.scrapeUrl}`);
  },
});
