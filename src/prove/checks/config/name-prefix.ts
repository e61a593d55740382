import type { GatewayTarget } from '../../../shared/openclaw/index.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { configEvidence, locate } from '../../evidence/config-location.ts';
import { configuration } from '../../evidence/configuration.ts';
import { openclawRelease } from '../../evidence/openclaw-release.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Judged, pass, skip, warn } from '../../engine/outcome.ts';

const DEFAULT = 'openclaw.';

/** No prefix of the configuration renames the metrics that the contract expects. */
export const configNamePrefix = defineCheck({
  id: 'TL132',
  link: 'config',
  title: 'No prefix renames the metrics',
  proves: 'diagnostics.otel.metricNamePrefix is not set, or is the prefix of the names in the contract',
  explain:
    'From 2026.8.2 on, OpenClaw has diagnostics.otel.metricNamePrefix, which replaces "openclaw." at the beginning of each ' +
    'name but those of gen_ai. Everything arrives under names that no dashboard and no alert asks for. Remove the ' +
    'setting, or write the contract and the queries with the prefix.',
  severity: 'warning',
  modes: [8],
  needs: ['config', configuration, 'contract'],
  uses: [arrival, openclawRelease],
  dependsOn: ['TL101'],
  run: ({ config, configuration, contract, arrival, openclawRelease: release }) => {
    const prefix: unknown = configuration.diagnostics.otel.metricNamePrefix;
    if (typeof prefix !== 'string') return skip('diagnostics.otel.metricNamePrefix is not set');
    const expected = contract.metrics.flatMap(({ otlp }) => (otlp?.startsWith(DEFAULT) ? [otlp] : []));
    const [first] = expected;
    const evidence: Judged = [configEvidence(config, `diagnostics.otel.metricNamePrefix is "${prefix}"`)];
    if (!first || prefix === DEFAULT || expected.every((name) => name.startsWith(prefix)))
      return pass('it is the prefix of the names in the contract', evidence);
    if (readsPrefix(release?.target) === false) return pass('this gateway does not read it', evidence);
    if (arrival?.metrics.some(({ otlp, status }) => status === 'arrived' && otlp?.startsWith(DEFAULT)))
      return pass('metrics arrive under the names of the contract', evidence);
    const named = `${prefix}${first.slice(DEFAULT.length)}`;
    return warn(
      `the prefix "${prefix}" makes ${first} ${named}, which the contract does not have`,
      evidence,
      {
        location: locate(config, ['diagnostics', 'otel', 'metricNamePrefix']),
        affects: ['every query for a metric of the contract'],
        fix: {
          kind: 'manual',
          text: `remove diagnostics.otel.metricNamePrefix, or write contract and queries with "${prefix}"`,
        },
      },
    );
  },
});

/** Whether the gateway has the setting; undefined where its release is not known. */
function readsPrefix(target: GatewayTarget | undefined): boolean | undefined {
  return target?.product === 'throughline' ? false : target?.release.facts.metricNamePrefix;
}
