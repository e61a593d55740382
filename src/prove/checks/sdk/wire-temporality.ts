import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { deltaStorage, deltaSum } from '../../evidence/delta-storage.ts';
import { metricsSeen, wire } from '../../evidence/tap-recording.ts';
import { serverDefects } from '../../evidence/server-defects.ts';
import { withDefects } from '../../outcomes/with-defects.ts';

/** Sums and histograms are sent as totals. */
export const sdkWireTemporality = defineCheck({
  id: 'TL332',
  link: 'sdk',
  title: 'Temporality is cumulative',
  proves: 'each sum and histogram that passed the tap is cumulative',
  explain:
    'Prometheus stores cumulative totals. Up to 3.6 it responds with 200 to delta points and drops them; from 3.7 on it ' +
    'responds with 500. Mimir responds with 400 and drops the whole batch. An exporter sends deltas because of one of ' +
    'its settings, or with OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE set to delta or lowmemory.',
  severity: 'error',
  modes: [46],
  onlyPushed: true,
  needs: [wire],
  uses: [deltaStorage, serverDefects],
  dependsOn: ['TL331'],
  run: ({ wire, deltaStorage, serverDefects }) => {
    const metrics = metricsSeen(wire.exchanges).filter(({ temporality }) => temporality !== null);
    const other = metrics.filter(({ temporality }) => temporality !== 'cumulative');
    const evidence = other.slice(0, 5).map(({ name, temporality }) => ({
      source: wire.url,
      saw: `${name} is ${temporality}`,
    }));
    if (metrics.length === 0) return unknown('no sum and no histogram passed the tap yet');
    // Where delta points are stored nothing is lost; query/rate-of-deltas checks the queries.
    if (other.length === 0 || deltaStorage?.stores === true) {
      return pass(
        `${metrics.length - other.length} of ${metrics.length} sums and histograms are cumulative`,
        [{ source: wire.url, saw: metrics.map(({ name }) => name).join(', ') }, ...evidence],
      );
    }
    const outcome = fail(
      `${counted(other.length, 'metric is', 'metrics are')} not cumulative, for example ${other[0]?.name}`,
      evidence,
      {
        affects: other.map(({ name }) => name),
        fix: {
          kind: 'manual',
          text: 'set OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative, or the same in the exporter',
        },
      },
    );
    return withDefects(outcome, serverDefects, { metrics: other.map(({ name }) => deltaSum(name)) });
  },
});
