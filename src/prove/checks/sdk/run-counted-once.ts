import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Judged, pass, unknown, warn } from '../../engine/outcome.ts';
import { openclawSeries, runsOf, sumOf } from '../../evidence/openclaw-series.ts';
import { locationOf, queries, queryEvidence } from '../../evidence/queries.ts';

/** Labels of which one set of the two has one, and the other none: to filter by one selects that set. */
const TELLING = new Set(['openclaw_outcome', 'openclaw_channel', 'openclaw_agent']);

/** Queries of runs select one of the two records of a run. */
export const sdkRunCountedOnce = defineCheck({
  id: 'TL350',
  link: 'sdk',
  title: 'Each run is counted once',
  proves: 'the stored runs have one set of labels, or each query of them selects one set',
  explain:
    'OpenClaw 2026.9 records openclaw.run.duration_ms twice for each run: with its usage (channel, agent), and with its ' +
    'outcome. Both are in one metric, so that a sum or a quantile over all series takes each run twice. Select ' +
    '{openclaw_outcome!=""} for completed runs, or {openclaw_outcome=""} for runs with usage. Where no query reads the ' +
    'metric, this is a note.',
  severity: 'warning',
  modes: [100],
  needs: ['backend', openclawSeries],
  uses: [queries],
  dependsOn: ['TL501'],
  run: ({ backend, openclawSeries, queries }) => {
    const { completed, withUsage } = runsOf(openclawSeries);
    const [first] = [...completed, ...withUsage];
    if (!first) return unknown('no run is stored');
    const seen: Judged = [
      {
        source: backend.url,
        saw: `${first.name}: ${sumOf(completed)} with an outcome, ${sumOf(withUsage)} without`,
      },
    ];
    if (sumOf(completed) === 0 || sumOf(withUsage) === 0)
      return pass('the runs have one set of labels', seen);
    const family = first.name.replace(/_count$/, '');
    const selectors = (queries?.read ?? []).flatMap((query) =>
      query.reading.selectors
        .filter(({ name }) => name?.replace(/_(?:bucket|count|sum)$/, '') === family)
        .map((selector) => ({ query, selector })),
    );
    const twice = selectors.filter(
      ({ selector: { matchers, groupedBy = [], within } }) =>
        within.length > 0 &&
        ![...matchers.map(({ label }) => label), ...groupedBy].some((label) => TELLING.has(label)),
    );
    const select = `${first.name}{openclaw_outcome!=""} counts each completed run once`;
    const [query] = twice;
    if (query) {
      return warn(
        `${counted(twice.length, 'query takes', 'queries take')} each run twice: ${family} has a set with an outcome and one without`,
        [...seen, ...twice.slice(0, 9).map((one) => queryEvidence(one.query, one.query.expression))],
        {
          location: locationOf(query.query),
          affects: twice.map((one) => one.query.where),
          fix: { kind: 'manual', text: select },
        },
      );
    }
    const [judged] = selectors;
    if (judged)
      return pass(`each of ${counted(selectors.length, 'selector')} takes one of the two sets`, [
        ...seen,
        queryEvidence(judged.query, judged.query.expression),
      ]);
    return warn(`${family} has each run twice, with its outcome and with its usage`, seen, {
      severity: 'note',
      fix: { kind: 'manual', text: select },
    });
  },
});
