import { arrival } from '../../evidence/arrival/evidence.ts';
import { isReadBack } from '../../engine/verdict.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { exporter, isAccepted } from '../../evidence/exporter.ts';
import { ledger } from '../../evidence/ledger.ts';
import { staleAfterMs } from '../../evidence/arrival/judge.ts';

/** VictoriaMetrics shows the very first series of a service up to 10 seconds late. */
const FIRST_SERIES_MS = 15_000;

/** The exporter's own health is stored. */
export const storeHealthStored = defineCheck({
  id: 'TL644',
  link: 'store',
  title: "Exporter's health is stored",
  proves:
    'the backend has a recent sample of the health that this gateway pushes with its metrics, whether anything was recorded or not',
  explain:
    'With its metrics the exporter pushes its own health, by the semantic conventions of OpenTelemetry for SDK metrics ' +
    '(otel.sdk.exporter.metric_data_point.exported and others). So an idle gateway proves its path as well. Where the receiver ' +
    'accepts the pushes of an idle gateway, and the backend that is asked has none of it, the gateway pushes to another store: ' +
    'another Prometheus or tenant, an agent that forwards elsewhere, or a rule that drops the series.',
  severity: 'error',
  modes: [42, 43, 54],
  onlyPushed: true,
  needs: [arrival, exporter, ledger, 'backend', 'contract', 'clock'],
  dependsOn: ['TL301', 'TL302', 'TL501'],
  symptom: true,
  run: ({ arrival, exporter, ledger, backend, contract, clock }) => {
    if (exporter.sdkMetrics !== true) return skip('the exporter does not push its own health');
    const { health, metrics } = arrival;
    const accepted = {
      source: exporter.source,
      saw: `${exporter.accepted} pushes to ${exporter.endpoint} accepted, the last at ${exporter.lastSuccess ?? 'no known time'}`,
    };
    const { instanceId } = ledger.service;
    if (health && health.newest >= arrival.at - staleAfterMs(contract.flushIntervalMs)) {
      const at = new Date(health.newest).toISOString();
      const seen: Judged = [
        accepted,
        { source: backend.url, saw: `${health.prometheus} of ${instanceId}: newest sample of ${at}` },
      ];
      return pass(`the exporter's own health is stored, last at ${at}`, seen);
    }
    const newest = health ? `newest sample of ${new Date(health.newest).toISOString()}` : 'no recent sample';
    const evidence: Judged = [
      accepted,
      { source: backend.url, saw: `health of the exporter of ${instanceId}: ${newest}` },
    ];
    if (!isAccepted(exporter)) return unknown('no push was accepted yet; ask again with --wait', evidence);
    if (clock.now() - Date.parse(ledger.startedAt) < FIRST_SERIES_MS)
      return unknown('the gateway has just started; ask again with --wait', evidence);
    if (ledger.metrics.some(({ acknowledged }) => acknowledged.events > 0)) {
      // TL602 and TL603 judge what was recorded.
      if (!metrics.some(isReadBack)) return skip('metrics were recorded, and are judged themselves');
      return warn("the metrics are stored, and the exporter's own health is not", evidence, {
        severity: 'note',
        modes: [],
        fix: {
          kind: 'manual',
          text: 'let series of otel_sdk_… pass the rules on the way, so that an idle gateway proves its path, too',
        },
      });
    }
    return fail(
      `pushes to ${exporter.endpoint} are accepted, and ${backend.url} has nothing of them`,
      evidence,
      {
        affects: ['every metric, once it is recorded'],
        fix: {
          kind: 'manual',
          text: `query the store that ${exporter.endpoint} writes to, or push to the one that is queried`,
        },
      },
    );
  },
});
