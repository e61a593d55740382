import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { metricsSeen, watched } from '../../evidence/wire.ts';

/** Sums and histograms are sent as totals. */
export const sdkWireTemporality = defineCheck({
  id: 'TL332',
  link: 'sdk',
  title: 'Temporality is cumulative',
  proves: 'each sum and histogram that passed the tap is cumulative',
  explain:
    'Prometheus keeps totals. Up to 3.6 it answers 200 to delta points and drops them, from 3.7 on it answers 500; ' +
    'Mimir answers 400 and drops the whole batch. The variable OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE ' +
    'set to delta or lowmemory, or a setting of the exporter, makes them.',
  severity: 'error',
  modes: [46],
  needs: ['tap'],
  uses: ['backend'],
  dependsOn: ['TL331'],
  run: async ({ tap, backend }) => {
    const seen = await watched(tap);
    if (!seen.ok) return unknown(seen.why);
    const identity = await backend?.identity();
    const flavour = identity?.ok ? identity.value.backend.flavour : undefined;
    const metrics = metricsSeen(seen.recording.exchanges).filter(({ temporality }) => temporality !== null);
    const other = metrics.filter(({ temporality }) => temporality !== 'cumulative');
    const evidence = other.slice(0, 5).map(({ name, temporality }) => ({
      source: tap.url,
      saw: `${name} is ${temporality}`,
    }));
    if (metrics.length === 0) return unknown('no sum and no histogram passed the tap yet');
    // It stores delta points as they come, so nothing is lost there; rate() over them is another question.
    if (other.length === 0 || flavour === 'victoriametrics') {
      return pass(
        `${metrics.length - other.length} of ${metrics.length} sums and histograms are cumulative`,
        [{ source: tap.url, saw: metrics.map(({ name }) => name).join(', ') }, ...evidence],
      );
    }
    return fail(`${other.length} metrics are not cumulative, ${other[0]?.name} among them`, evidence, {
      affects: other.map(({ name }) => name),
      fix: {
        kind: 'manual',
        text: 'set OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative, or the same in the exporter',
      },
    });
  },
});
