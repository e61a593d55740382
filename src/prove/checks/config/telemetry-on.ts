import type { Path } from '../../../shared/edit/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, type Judged, pass } from '../../engine/outcome.ts';
import { configEvidence, locate } from '../../evidence/config-location.ts';
import { configuration } from '../../evidence/configuration.ts';
import { setInConfig } from '../../fix/set-in-config.ts';

interface Switch {
  readonly path: Path;
  readonly on: boolean;
}

/** Diagnostics, OTLP export and metrics are switched on. */
export const configTelemetryOn = defineCheck({
  id: 'TL102',
  link: 'config',
  title: 'Telemetry is switched on',
  proves: 'diagnostics.enabled, diagnostics.otel.enabled and diagnostics.otel.metrics are all true',
  explain:
    'Three switches must all be on: diagnostics.enabled lets the gateway emit diagnostic events, ' +
    'diagnostics.otel.enabled turns the export on, and diagnostics.otel.metrics turns the metrics on. With one of ' +
    'them off, no metric is sent.',
  severity: 'error',
  modes: [1],
  onlyPushed: true,
  needs: ['config', configuration],
  dependsOn: ['TL101'],
  run: ({ config, configuration: { diagnostics } }) => {
    const switches: readonly [Switch, Switch, Switch] = [
      { path: ['diagnostics', 'enabled'], on: diagnostics.enabled },
      { path: ['diagnostics', 'otel', 'enabled'], on: diagnostics.otel.enabled },
      { path: ['diagnostics', 'otel', 'metrics'], on: diagnostics.otel.metrics },
    ];
    const see = ({ path, on }: Switch): Evidence => configEvidence(config, `${path.join('.')} is ${on}`);
    const [all, otlp, metrics] = switches;
    const evidence: Judged = [see(all), see(otlp), see(metrics)];
    const off = switches.filter(({ on }) => !on).map(({ path }) => path);
    const [first] = off;
    if (!first) return pass('diagnostics, OTLP export and metrics are on', evidence);
    return fail(
      `${off.map((path) => path.join('.')).join(' and ')} ${off.length > 1 ? 'are' : 'is'} off`,
      evidence,
      {
        location: locate(config, first),
        affects: ['no metric is recorded or sent'],
        fix: setInConfig(
          config,
          'turn the telemetry on',
          off.map((path) => [path, true]),
        ),
      },
    );
  },
});
