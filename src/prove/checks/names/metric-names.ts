import { counted } from '../../../shared/text/count.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { backendIdentity } from '../../evidence/backend-identity.ts';
import { renamingWords } from '../../evidence/arrival/renaming.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown, warn } from '../../engine/outcome.ts';
import { namesOf } from '../../evidence/metric-list.ts';
import { NONE_STORED, storedMetrics } from '../../evidence/arrival/stored-metrics.ts';
import { shapesOf } from '../../evidence/result-shapes.ts';
import { serverDefects } from '../../evidence/server-defects.ts';
import { openclawSender, senderFix, senderWords } from '../../evidence/openclaw-sender.ts';
import { fixOfRenaming, modeOfRenaming, type Renamed } from '../../outcomes/renamed.ts';
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
  modes: [8, 52, 55, 56, 71],
  needs: [arrival, backendIdentity, 'backend'],
  uses: [storedMetrics, serverDefects, openclawSender, 'contract'],
  dependsOn: ['TL501'],
  run: ({
    arrival,
    backendIdentity,
    backend,
    storedMetrics = [],
    serverDefects,
    openclawSender: sender,
    contract,
  }) => {
    const misnamed = arrival.metrics.filter(({ status }) => status === 'misnamed');
    if (misnamed.length === 0) {
      if (storedMetrics.length === 0) return unknown(NONE_STORED);
      return pass(`${counted(storedMetrics.length, 'metric has', 'metrics have')} the expected name`, [
        { source: backend.url, saw: namesOf(storedMetrics) },
      ]);
    }
    const renamed = misnamed.flatMap(({ prometheus, found }): Renamed[] => {
      const cause = arrival.renamings.get(prometheus);
      return cause ? [{ prometheus, found: found[0] ?? prometheus, cause }] : [];
    });
    const evidence = [
      ...misnamed.slice(0, 5).map(({ prometheus, found, why }) => ({
        source: backend.url,
        saw: `${prometheus} is ${found.join(', ')}: ${why}`,
      })),
      ...(sender ? [{ source: backend.url, saw: senderWords(sender) }] : []),
    ];
    const details = {
      affects: misnamed.map(({ prometheus }) => `queries for ${prometheus}`),
      modes: mostFirst(renamed.map((each) => modeOfRenaming(each, backendIdentity.backend))),
      fix: {
        kind: 'manual',
        text: sender
          ? senderFix(sender)
          : mostFirst(renamed.map((each) => fixOfRenaming(each, backendIdentity))).join('; '),
      } as const,
    };
    const cause = sender
      ? senderWords(sender)
      : mostFirst(renamed.map((each) => renamingWords(each.cause))).join('; ');
    const message = `${counted(misnamed.length, 'metric is', 'metrics are')} stored under another name: ${namesOf(misnamed)}: ${cause}`;
    const outcome =
      storedMetrics.length > 0 ? warn(message, evidence, details) : fail(message, evidence, details);
    return withDefects(outcome, serverDefects, { metrics: shapesOf(misnamed, contract) });
  },
});

/** Each once, the most frequent first. */
function mostFirst<T>(values: readonly T[]): T[] {
  const count = (value: T): number => values.filter((other) => other === value).length;
  return [...new Set(values)].toSorted((a, b) => count(b) - count(a));
}
