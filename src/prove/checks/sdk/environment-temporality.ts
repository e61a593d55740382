import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { deltaStorage, deltaSum } from '../../evidence/delta-storage.ts';
import {
  firstSet,
  processEnvironment,
  unsetFix,
  variableEvidence,
} from '../../evidence/environment-variable.ts';
import { exporter } from '../../evidence/exporter.ts';
import { serverDefects } from '../../evidence/server-defects.ts';
import { withDefects } from '../../outcomes/with-defects.ts';

const PREFERENCE = ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'];

/** No variable makes the exporter send deltas. */
export const sdkEnvironmentTemporality = defineCheck({
  id: 'TL304',
  link: 'sdk',
  title: 'Environment keeps totals cumulative',
  proves:
    'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE does not ask for delta, the exporter ignores it, or the backend stores delta values',
  explain:
    'With the variable OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE set to delta or lowmemory an SDK sends deltas ' +
    'instead of cumulative totals. Prometheus up to 3.6 responds with 200 and drops them; from 3.7 on it responds ' +
    'with 500. Remove the variable, or set it to cumulative. From 3.2 on Prometheus makes totals of them with ' +
    '--enable-feature=otlp-deltatocumulative.',
  severity: 'error',
  modes: [46],
  onlyPushed: true,
  needs: [processEnvironment],
  uses: [exporter, deltaStorage, serverDefects],
  run: ({ processEnvironment: seen, exporter, deltaStorage, serverDefects }) => {
    const set = firstSet(seen, PREFERENCE);
    if (!set) return pass('no variable asks for delta', [{ source: seen.source, saw: 'not set' }]);
    const evidence: Judged = [variableEvidence(seen, set.name)];
    if (set.value.trim().toLowerCase() === 'cumulative') return pass('cumulative', evidence);
    if (exporter?.temporality === 'cumulative')
      return pass('the exporter sends cumulative totals anyway', [
        ...evidence,
        { source: exporter.source, saw: 'temporality is cumulative' },
      ]);
    if (deltaStorage?.stores === undefined)
      return unknown(
        `${set.name} asks for ${set.value}, and whether the backend stores that is not known: --backend URL`,
        evidence,
      );
    if (deltaStorage.stores) return pass(deltaStorage.because, evidence);
    const outcome = fail(`${set.name} asks for ${set.value}: ${deltaStorage.because}`, evidence, {
      affects: ['counters and histograms'],
      fix: unsetFix(set.name),
    });
    return withDefects(outcome, serverDefects, { metrics: [deltaSum('any')] });
  },
});
