import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { openclawRuntime } from '../../evidence/openclaw-runtime.ts';
import { runningPlugin } from '../../evidence/running-plugin.ts';
import type { ExporterEvent } from '../../sources/index.ts';

/** An OpenClaw knows of no failure of its exporter for metrics. */
export const sdkExporterState = defineCheck({
  id: 'TL340',
  link: 'sdk',
  title: 'OpenClaw reports a healthy exporter',
  proves: 'the last change of state that OpenClaw has recorded for its exporter of metrics is no failure',
  explain:
    'From 2026.8.2 on OpenClaw keeps the last state of each exporter (openclaw status --all). "started" means that the ' +
    'exporter was set up, not that anything was delivered. A failure has a reason, and neither the endpoint nor the ' +
    'response: look at the receiver for these. A plugin that runs without any state has registered no exporter: ' +
    'metrics are off, OTEL_SDK_DISABLED is set, or OpenClaw does not trust the plugin because it was not installed as the ' +
    'official package.',
  severity: 'error',
  modes: [4, 7, 20],
  onlyPushed: true,
  needs: [openclawRuntime],
  uses: [runningPlugin],
  dependsOn: ['TL201', 'TL204'],
  symptom: true,
  run: ({ openclawRuntime: { exporters, source }, runningPlugin }) => {
    if (!exporters) return unknown('this release does not show the state of its exporters');
    const last = exporters.filter(({ target }) => target === 'metrics').toSorted((a, b) => b.ts - a.ts)[0];
    if (!last) {
      if (runningPlugin?.state !== 'runs') return unknown('OpenClaw has recorded no state of an exporter');
      return fail(
        'the plugin runs, and has registered no exporter of metrics',
        [{ source, saw: 'diagnostics.stability has no event of an exporter of metrics' }],
        {
          modes: [7],
          affects: ['every metric'],
          fix: {
            kind: 'manual',
            text: 'see that diagnostics.otel.metrics is not false and OTEL_SDK_DISABLED is not set, and install the plugin as the official package',
          },
        },
      );
    }
    const evidence: Judged = [{ source, saw: inWords(last) }];
    if (last.outcome !== 'failure')
      return pass('set up, which does not say that anything was delivered', evidence);
    const { reason = 'no reason given' } = last;
    return fail(`the exporter of metrics failed: ${reason}`, evidence, {
      modes: MODES[reason] ?? [20],
      affects: ['every metric'],
      fix: { kind: 'manual', text: FIXES[reason] ?? 'look at the log lines that name diagnostics-otel' },
    });
  },
});

const MODES: Readonly<Record<string, readonly (4 | 20)[]>> = { unsupported_protocol: [4] };

const FIXES: Readonly<Record<string, string>> = {
  unsupported_protocol:
    'set diagnostics.otel.protocol to http/protobuf, and unset OTEL_EXPORTER_OTLP_PROTOCOL',
  start_failed: 'look at the log line "diagnostics-otel: failed to start SDK": it has the reason',
  export_failed:
    "look at the receiver's log and counters: OpenClaw keeps neither the endpoint nor the response",
};

function inWords({ ts, outcome, reason, errorCategory }: ExporterEvent): string {
  const why = [reason, errorCategory].filter((word) => word !== undefined).join(', ');
  return `metrics: ${outcome}${why ? ` (${why})` : ''} at ${new Date(ts).toISOString()}`;
}
