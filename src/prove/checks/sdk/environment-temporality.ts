import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { firstSet, NO_ENVIRONMENT, unsetFix, variableEvidence } from '../../evidence/environment-variable.ts';
import { exporterOf } from '../../evidence/exporter.ts';

const PREFERENCE = ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'];

/** No variable makes the exporter send differences. */
export const sdkEnvironmentTemporality = defineCheck({
  id: 'TL304',
  link: 'sdk',
  title: 'Environment leaves totals on',
  proves:
    'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE does not ask for delta, or the exporter does not heed it',
  explain:
    'The variable OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE set to delta or lowmemory makes an SDK send ' +
    'differences instead of totals. Prometheus up to 3.6 answers 200 to them and drops them, from 3.7 on it answers ' +
    '500. Take it out, or set it to cumulative.',
  severity: 'error',
  modes: [46],
  needs: ['environment'],
  uses: ['gateway', 'backend'],
  run: async ({ environment, gateway, backend }) => {
    const [seen, exporter, identity] = await Promise.all([
      environment.read(),
      exporterOf(gateway),
      backend?.identity(),
    ]);
    if (!seen) return unknown(NO_ENVIRONMENT);
    const set = firstSet(seen, PREFERENCE);
    if (!set) return pass('no variable asks for delta', [{ source: seen.source, saw: 'not set' }]);
    const evidence = [variableEvidence(seen, set.name)];
    if (set.value.trim().toLowerCase() === 'cumulative') return pass('cumulative', evidence);
    if (exporter?.temporality === 'cumulative')
      return pass('the exporter sends totals all the same', [
        ...evidence,
        { source: `${gateway?.url}/api/status`, saw: 'temporality is cumulative' },
      ]);
    if (identity?.ok && identity.value.backend.flavour === 'victoriametrics')
      return pass('the backend stores delta points as they come', evidence);
    return fail(`${set.name} asks for ${set.value}, which Prometheus does not store`, evidence, {
      affects: ['counters and histograms'],
      fix: unsetFix(set.name),
    });
  },
});
