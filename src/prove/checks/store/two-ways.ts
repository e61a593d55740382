import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { queries } from '../../evidence/queries.ts';
import { isShared, SHARED_NAMES } from '../../evidence/scrape/shared-names.ts';
import { serviceTargets } from '../../evidence/scrape/targets.ts';
import { service } from '../../evidence/service.ts';
import { type SeriesLabels, selectorOf } from '../../sources/index.ts';

/** No metric of the gateway arrives both pushed and scraped. */
export const storeTwoWays = defineCheck({
  id: 'TL620',
  link: 'store',
  title: 'Each metric arrives in one way',
  proves:
    'of the names that push and scrape of OpenClaw share, none is stored both for a target of this gateway and for a job ' +
    'that pushes',
  explain:
    'The plugins diagnostics-otel and diagnostics-prometheus of OpenClaw count the same events. Over 20 names are the same ' +
    'in both ways, with other labels: openclaw_channel where it was pushed, channel where it was scraped. With both on, a ' +
    'sum over such a name counts each event twice. Turn one way off, or name the job in every query.',
  severity: 'warning',
  modes: [93],
  needs: ['backend', 'clock', service, serviceTargets],
  uses: ['contract', queries],
  run: async ({
    backend,
    clock,
    service: { owner, name },
    serviceTargets: { active },
    contract,
    queries,
  }) => {
    if (owner !== 'gateway') return skip('which metrics of another service arrive twice is not known here');
    const targets = active.filter(({ health }) => health === 'up');
    if (targets.length === 0) return skip('the backend has no target of the gateway that is up');
    const stored = await backend.api.groups(
      selectorOf(SHARED_NAMES, {}),
      ['__name__', 'job', 'instance'],
      clock.now(),
    );
    const isScraped = ({ job, instance }: SeriesLabels): boolean =>
      targets.some(({ labels }) => labels['job'] === job && labels['instance'] === instance);
    const jobs = new Set([name, ...(contract?.job === undefined ? [] : [contract.job])]);
    const scraped = stored.filter(isScraped);
    const pushed = stored.filter((labels) => !isScraped(labels) && jobs.has(labels['job'] ?? ''));
    const both = [...new Set(scraped.flatMap((labels) => labels['__name__'] ?? []))].filter((each) =>
      pushed.some((labels) => labels['__name__'] === each),
    );
    const see = (labels: SeriesLabels, way: string): Evidence => ({
      source: backend.url,
      saw: `${labels['__name__']}: job="${labels['job'] ?? ''}", instance="${labels['instance'] ?? ''}", ${way}`,
    });
    if (both.length === 0) {
      const seen = judged([
        ...scraped.map((labels) => see(labels, 'scraped')),
        ...pushed.map((labels) => see(labels, 'pushed')),
      ]);
      return seen
        ? pass('each of the shared names arrives in one way', seen)
        : unknown('none of the names that push and scrape share is stored');
    }
    const wrong = (queries?.read ?? []).filter(({ reading }) =>
      reading.selectors.some(
        ({ name: asked, matchers }) =>
          asked !== undefined &&
          isShared(asked) &&
          !matchers.some(({ label }) => label === 'job' || label === 'instance'),
      ),
    );
    return warn(
      `${both.length} of the gateway's metrics arrive twice, pushed and scraped: ${both.slice(0, 5).join(', ')}${both.length > 5 ? ', …' : ''}`,
      [
        ...both
          .slice(0, 3)
          .flatMap((each) => [
            ...scraped
              .filter((labels) => labels['__name__'] === each)
              .map((labels) => see(labels, 'scraped')),
            ...pushed.filter((labels) => labels['__name__'] === each).map((labels) => see(labels, 'pushed')),
          ]),
        ...wrong.map((query) => ({
          source: `${query.file}:${query.line}`,
          saw: `${query.where}: counts both: ${query.expression}`,
        })),
      ],
      {
        affects: [
          ...both.map((each) => `${each}: a sum without a job counts each event twice`),
          ...wrong.map(({ where, file }) => `${where} of ${file}`),
        ],
        fix: {
          kind: 'manual',
          text: `turn one way off (diagnostics.otel.metrics: false, or the scrape), or add job="${targets[0]?.labels['job'] ?? ''}" to the queries`,
        },
      },
    );
  },
});
