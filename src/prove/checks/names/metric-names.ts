import type { MetricResult } from '../../engine/metric-result.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Fix, pass, unknown, warn } from '../../engine/outcome.ts';
import { namesOf } from '../../evidence/metric-list.ts';

/** Metrics are stored under the names that readers ask for. */
export const namesMetricNames = defineCheck({
  id: 'TL701',
  link: 'names',
  title: 'Names are the expected ones',
  proves: 'what is stored carries the names of the contract, which dashboards and alerts ask for',
  explain:
    'A backend makes names by its own settings: Prometheus by its translation strategy, VictoriaMetrics keeps ' +
    'OpenTelemetry names unless -opentelemetry.usePrometheusNaming is set, Mimir adds no suffixes by default. A unit ' +
    'that the name already says is appended once more (queue_wait_ms_milliseconds). Queries for the expected name ' +
    'then find nothing, although the data is there.',
  severity: 'error',
  modes: [8, 55, 56, 71],
  needs: [arrival, 'backend'],
  dependsOn: ['TL501'],
  run: async ({ arrival, backend }) => {
    const { metrics } = arrival;
    const identity = await backend.identity();
    const misnamed = metrics.filter(({ status }) => status === 'misnamed');
    const there = metrics.filter(({ series }) => series > 0);
    const evidence = misnamed.slice(0, 5).map(({ prometheus, found, why }) => ({
      source: backend.url,
      saw: `${prometheus} is ${found.join(', ')}: ${why}`,
    }));
    if (misnamed.length === 0) {
      if (there.length === 0) return unknown('nothing is stored whose name could be judged');
      return pass(`${there.length} metrics carry the expected name`, [
        { source: backend.url, saw: namesOf(there) },
      ]);
    }
    const details = {
      affects: misnamed.map(({ prometheus }) => `queries for ${prometheus}`),
      modes: identity.ok ? modesOf(identity.value.backend.flavour, misnamed) : [],
      fix: identity.ok
        ? fixFor(identity.value.backend.flavour)
        : ({ kind: 'manual', text: 'query the names that are stored' } as const),
    };
    const message = `${misnamed.length} metrics are stored under another name: ${namesOf(misnamed)}`;
    return there.length > 0 ? warn(message, evidence, details) : fail(message, evidence, details);
  },
});

type FlavourName = 'prometheus' | 'victoriametrics' | 'mimir';

function modesOf(flavour: FlavourName, misnamed: readonly MetricResult[]): number[] {
  if (misnamed.every(({ prometheus, found }) => found.some((name) => isPrefixed(name, prometheus))))
    return [8];
  if (flavour === 'mimir') return [71];
  return misnamed.some(({ found }) => found.some((name) => name.includes('.'))) ? [56] : [55];
}

/** With or without what a histogram's series end in. */
function isPrefixed(name: string, prometheus: string): boolean {
  return name.replace(/_count$/, '').endsWith(`_${prometheus}`);
}

function fixFor(flavour: FlavourName): Fix {
  const text: Record<FlavourName, string> = {
    victoriametrics:
      'start VictoriaMetrics with -opentelemetry.usePrometheusNaming, or query the names that are stored',
    mimir: 'set -distributor.otel-metric-suffixes-enabled=true, or query the names without suffixes',
    prometheus:
      'send the unit that the name does not say yet, set otlp.translation_strategy to UnderscoreEscapingWithSuffixes, or query the names that are stored',
  };
  return { kind: 'manual', text: text[flavour] };
}
