import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { exporter, exporterEvidence } from '../../evidence/exporter.ts';
import { gatewayStatus } from '../../evidence/gateway-status.ts';

/** The exporter exists and pushes. */
export const sdkExporterPushes = defineCheck({
  id: 'TL301',
  link: 'sdk',
  title: 'Exporter pushes',
  proves: 'the plugin has set up an exporter, and it has tried to push',
  explain:
    'Once its plugin runs, the exporter pushes every flushIntervalMs, whether anything was recorded or not. An ' +
    'exporter that has not tried within two intervals of its start does not run: the process has a second SDK, the ' +
    'provider was replaced, or the environment turns the SDK off.',
  severity: 'error',
  modes: [7, 15, 16],
  onlyPushed: true,
  needs: [gatewayStatus],
  uses: [exporter],
  dependsOn: ['TL201', 'TL203', 'TL204'],
  run: ({ gatewayStatus, exporter }) => {
    const { source, telemetry, config } = gatewayStatus;
    if (!exporter) {
      const why = telemetry.problem ?? 'no reason given';
      return fail(`there is no exporter: ${why}`, [{ source, saw: why }], {
        modes: /OTEL_SDK_DISABLED|OTEL_METRICS_EXPORTER/.test(why) ? [7] : [],
        fix: { kind: 'manual', text: why },
      });
    }
    const evidence = exporterEvidence(exporter);
    if (exporter.tried > 0) return pass(`pushes every ${exporter.intervalMs / 1_000} s`, evidence);
    if (exporter.state === 'waiting')
      return unknown('the first interval is not over yet; ask again with --wait', evidence);
    // A reload within the process can leave a second SDK.
    const restarted = (config.reloads ?? 0) > 0;
    return fail('the exporter has never tried to push', evidence, {
      modes: [restarted ? 16 : 15],
      fix: { kind: 'manual', text: 'restart the gateway: only one SDK in a process may export' },
    });
  },
});
