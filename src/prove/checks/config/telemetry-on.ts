import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass } from '../../engine/outcome.ts';
import { configEvidence, locate, setInConfig } from '../../fix/config.ts';

/** Diagnostics, OTLP export and metrics are switched on. */
export const configTelemetryOn = defineCheck({
  id: 'TL102',
  link: 'config',
  title: 'Telemetry is switched on',
  proves: 'diagnostics.enabled, diagnostics.otel.enabled and diagnostics.otel.metrics are all true',
  explain:
    'Three switches stand in a row: diagnostics.enabled lets the gateway emit diagnostic events at all, ' +
    'diagnostics.otel.enabled turns the export on, diagnostics.otel.metrics chooses metrics. One that is off ' +
    'silences everything behind it.',
  severity: 'error',
  modes: [1],
  needs: ['config'],
  dependsOn: ['TL101'],
  run: ({ config }) => {
    if (!config.reading.ok) return fail('the configuration is not valid', []);
    const { diagnostics } = config.reading.config;
    const switches = [
      { path: ['diagnostics', 'enabled'], on: diagnostics.enabled },
      { path: ['diagnostics', 'otel', 'enabled'], on: diagnostics.otel.enabled },
      { path: ['diagnostics', 'otel', 'metrics'], on: diagnostics.otel.metrics },
    ];
    const evidence = switches.map(({ path, on }) => configEvidence(config, `${path.join('.')} is ${on}`));
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
          'switch the telemetry on',
          off.map((path) => [path, true]),
        ),
      },
    );
  },
});
