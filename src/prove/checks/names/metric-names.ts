import { counted } from '../../../shared/text/count.ts';
import type { Flavour } from '../../translate/index.ts';
import type { MetricResult } from '../../../shared/protocol/report.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { backendIdentity } from '../../evidence/backend-identity.ts';
import { backendSetting } from '../../evidence/backend-settings.ts';
import { fixOfMode } from '../../../shared/failure-modes/modes.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown, warn } from '../../engine/outcome.ts';
import { namesOf } from '../../evidence/metric-list.ts';
import { NONE_STORED, storedMetrics } from '../../evidence/arrival/stored-metrics.ts';
import { shapesOf } from '../../evidence/result-shapes.ts';
import { serverDefects } from '../../evidence/server-defects.ts';
import { withDefects } from '../../outcomes/with-defects.ts';

/** Metrics are stored under the names that queries use. */
export const namesMetricNames = defineCheck({
  id: 'TL701',
  link: 'names',
  title: 'Names are the expected ones',
  proves: 'metrics are stored under the names of the contract, which dashboards and alerts use',
  explain:
    'A backend makes names by its own settings: Prometheus by its translation strategy, VictoriaMetrics keeps ' +
    'OpenTelemetry names unless -opentelemetry.usePrometheusNaming is set, Mimir adds no suffixes by default. A unit ' +
    'that is part of the name already is appended a second time (queue_wait_ms_milliseconds). Queries for the expected ' +
    'name then find nothing, although the data is stored.',
  severity: 'error',
  modes: [8, 55, 56, 71],
  needs: [arrival, backendIdentity, 'backend'],
  uses: [storedMetrics, serverDefects, 'contract'],
  dependsOn: ['TL501'],
  run: ({ arrival, backendIdentity, backend, storedMetrics = [], serverDefects, contract }) => {
    const misnamed = arrival.metrics.filter(({ status }) => status === 'misnamed');
    if (misnamed.length === 0) {
      if (storedMetrics.length === 0) return unknown(NONE_STORED);
      return pass(`${counted(storedMetrics.length, 'metric has', 'metrics have')} the expected name`, [
        { source: backend.url, saw: namesOf(storedMetrics) },
      ]);
    }
    const { flavour } = backendIdentity.backend;
    const evidence = misnamed.slice(0, 5).map(({ prometheus, found, why }) => ({
      source: backend.url,
      saw: `${prometheus} is ${found.join(', ')}: ${why}`,
    }));
    const mode = modeOf(flavour, misnamed);
    const details = {
      affects: misnamed.map(({ prometheus }) => `queries for ${prometheus}`),
      modes: [mode],
      fix: { kind: 'manual', text: fixOf(mode, flavour) } as const,
    };
    const message = `${counted(misnamed.length, 'metric is', 'metrics are')} stored under another name: ${namesOf(misnamed)}`;
    const outcome =
      storedMetrics.length > 0 ? warn(message, evidence, details) : fail(message, evidence, details);
    return withDefects(outcome, serverDefects, { metrics: shapesOf(misnamed, contract) });
  },
});

function modeOf(flavour: Flavour, misnamed: readonly MetricResult[]): 8 | 55 | 56 | 71 {
  if (misnamed.every(({ prometheus, found }) => found.some((name) => isPrefixed(name, prometheus)))) return 8;
  if (flavour === 'mimir') return 71;
  return misnamed.some(({ found }) => found.some((name) => name.includes('.'))) ? 56 : 55;
}

function fixOf(mode: 8 | 55 | 56 | 71, flavour: Flavour): string {
  if (mode === 8 || mode === 71) return fixOfMode(mode);
  const query = mode === 56 ? 'quote the stored name in the query' : 'query the stored name';
  return `${query}, or ${backendSetting('names with suffixes', flavour)}`;
}

/** With or without a histogram's suffix. */
function isPrefixed(name: string, prometheus: string): boolean {
  return name.replace(/_count$/, '').endsWith(`_${prometheus}`);
}
