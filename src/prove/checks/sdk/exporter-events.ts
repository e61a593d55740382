import { defineCheck } from '../../engine/define-check.ts';
import { judged, pass, skip, warn } from '../../engine/outcome.ts';
import { openclawSeries, type OpenClawSeries } from '../../evidence/openclaw-series.ts';

/** No exporter of OpenClaw counted a failure. */
export const sdkExporterEvents = defineCheck({
  id: 'TL355',
  link: 'sdk',
  title: 'Exporters count no failure',
  proves: 'the stored counter of exporter events has none that is a failure or dropped an exporter',
  explain:
    'OpenClaw counts changes of the state of its exporters in openclaw_telemetry_exporter_events_total: by exporter, signal, ' +
    'status and reason. It never counts a recovery, so that a failure may be over; that metrics arrive shows it ' +
    'for metrics alone. It is a note for that reason. Traces and logs may fail while metrics arrive.',
  severity: 'note',
  modes: [107],
  needs: ['backend', openclawSeries],
  dependsOn: ['TL501'],
  run: ({ backend, openclawSeries: { exporterEvents } }) => {
    const counted = exporterEvents.filter(({ value }) => value > 0);
    const failed = counted.filter((one) => ['failure', 'dropped'].includes(labelOf(one, 'status')));
    const seen = judged(
      (failed.length > 0 ? failed : counted).map((one) => ({ source: backend.url, saw: shown(one) })),
    );
    if (!seen) return skip('the counter of exporter events is not stored');
    const [first] = failed;
    if (!first) return pass('no exporter counted a failure', seen);
    return warn(`exporters counted failures, such as ${shown(first)}`, seen, {
      affects: [...new Set(failed.map((one) => labelOf(one, 'signal') || 'one signal'))],
      fix: {
        kind: 'manual',
        text: 'repair what the reason names; the log has no line for a failed push of metrics',
      },
    });
  },
});

function labelOf({ labels }: OpenClawSeries, name: string): string {
  return labels[`openclaw_${name}`] ?? labels[name] ?? '';
}

function shown(one: OpenClawSeries): string {
  const parts = ['exporter', 'signal', 'status', 'reason'].map((name) => labelOf(one, name)).filter(Boolean);
  return `${parts.join(' ')} (${one.value})`;
}
