import { arrival } from '../../evidence/arrival/evidence.ts';
import { notStored } from '../../evidence/arrival/stored-metrics.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { expected } from '../../evidence/expected-metrics.ts';
import { scrapes } from '../../evidence/scrape/ways.ts';
import { serviceTargets } from '../../evidence/scrape/targets.ts';
import { selectorOf } from '../../sources/index.ts';

/** The scrape keeps job and instance of the page. */
export const namesScrapeLabels = defineCheck({
  id: 'TL721',
  link: 'names',
  title: 'The scrape keeps job and instance',
  proves:
    'no series of the contract has exported_job, which a scrape adds where it replaces the job of the page',
  explain:
    'The page of a collector has the labels job and instance, from service.name and service.instance.id. A scrape sets both ' +
    'itself: without honor_labels it keeps those of the page as exported_job and exported_instance, and job is that of the ' +
    'scrape. Queries and a contract that ask for the job of the service then find nothing. The page of the plugin ' +
    'diagnostics-prometheus has neither label.',
  severity: 'error',
  modes: [92],
  needs: ['backend', 'contract', 'clock', expected],
  uses: [arrival, scrapes, serviceTargets],
  run: async ({
    backend,
    contract,
    clock,
    expected,
    arrival,
    scrapes: all = [],
    serviceTargets: targets,
  }) => {
    const lacking = arrival ? notStored(arrival) : [];
    const isScraped = all.length > 0 || (targets?.active.length ?? 0) > 0;
    if (!isScraped && lacking.length === 0) return skip('nothing shows that the service is scraped');
    const names = expected.map(({ countSeries }) => countSeries);
    const found = await backend.api.groups(selectorOf(names, {}), ['job', 'exported_job'], clock.now());
    if (found.length === 0)
      return isScraped
        ? unknown('no series of the contract is stored')
        : skip('no series of the contract is stored');
    const evidence = found.map(({ job = 'none', exported_job: exported }) => ({
      source: backend.url,
      saw: `job="${job}"${exported === undefined ? '' : `, exported_job="${exported}"`}`,
    })) as unknown as Judged;
    const replaced = found.filter(
      ({ exported_job: exported }) =>
        exported !== undefined && (contract.job === undefined || exported === contract.job),
    );
    const [first] = replaced;
    if (!first) return pass('no series has exported_job', evidence);
    const message = `the scrape replaces the job of the service: job is "${first['job']}", exported_job "${first['exported_job']}"`;
    const details = {
      affects: [`queries that ask for job="${first['exported_job']}"`],
      fix: {
        kind: 'manual',
        text: `set honor_labels: true (honorLabels in a monitor), or ask for job="${first['job']}"`,
      } as const,
    };
    const isAsked = contract.job !== undefined && lacking.length > 0;
    return isAsked
      ? fail(message, evidence, details)
      : warn(message, evidence, { ...details, severity: 'note' });
  },
});
