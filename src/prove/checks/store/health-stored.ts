import { backendIdentity } from '../../evidence/backend-identity.ts';
import { COLLECTOR_PATH } from '../../evidence/collector.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { instanceOf } from '../../evidence/arrival/instance.ts';
import { isReadBack } from '../../engine/verdict.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { type Exporter, exporter, isAccepted } from '../../evidence/exporter.ts';
import { ledger } from '../../evidence/ledger.ts';
import { pushedSince } from '../../evidence/pushed-since.ts';
import type { StoredHealth } from '../../evidence/arrival/health.ts';
import { staleAfterMs } from '../../evidence/arrival/judge.ts';
import type { BackendIdentity } from '../../sources/index.ts';

/** VictoriaMetrics shows the very first series of a service up to 10 seconds late. */
const FIRST_SERIES_MS = 15_000;
const MOST_INSTANCES = 3;

/** The exporter's own health is stored. */
export const storeHealthStored = defineCheck({
  id: 'TL644',
  link: 'store',
  title: "Exporter's health is stored",
  proves:
    'the backend has a recent sample of the health that this gateway pushes with its metrics, whether anything was recorded or not',
  explain:
    'With its metrics the exporter pushes its own health, by the semantic conventions of OpenTelemetry for SDK metrics ' +
    '(otel.sdk.exporter.metric_data_point.exported and others). So an idle gateway proves its path as well. Where a store ' +
    'accepts the pushes of an idle gateway itself, and the backend that is asked has none of it, the gateway pushes to another ' +
    'store: another Prometheus or tenant. Behind a Collector or vmagent, or with relabelling, missing health proves nothing: a ' +
    'rule may drop these series, or replace their instance.',
  severity: 'error',
  modes: [42, 43, 54],
  onlyPushed: true,
  needs: [arrival, exporter, ledger, backendIdentity, 'backend', 'contract', 'clock'],
  uses: [pushedSince],
  dependsOn: ['TL301', 'TL302', 'TL501'],
  symptom: true,
  run: ({ arrival, exporter, ledger, backendIdentity, backend, contract, clock, pushedSince = 0 }) => {
    if (exporter.sdkMetrics !== true) return skip('the exporter does not push its own health');
    const { health, metrics, othersHealth } = arrival;
    const accepted = {
      source: exporter.source,
      saw: `${exporter.accepted} pushes to ${exporter.endpoint} accepted, the last at ${exporter.lastSuccess ?? 'no known time'}`,
    };
    const { instanceId } = ledger.service;
    const isRecent = ({ newest }: StoredHealth): boolean =>
      newest >= arrival.at - staleAfterMs(contract.flushIntervalMs);
    if (health && isRecent(health)) {
      const at = new Date(health.newest).toISOString();
      const seen: Judged = [
        accepted,
        { source: backend.url, saw: `${health.prometheus} of ${instanceId}: newest sample of ${at}` },
      ];
      if (health.newest < pushedSince) {
        return unknown(
          `the newest sample, of ${at}, is from before the gateway loaded its configuration; ask again with --wait`,
          seen,
        );
      }
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
    if (othersHealth && isRecent(othersHealth)) {
      const under = instancesOf(othersHealth);
      return unknown(
        `health of the job is stored ${under}, and no recent one of ${instanceId}: it is of another gateway, or a rule replaces the instance`,
        [...evidence, { source: backend.url, saw: `${othersHealth.prometheus} ${under}` }],
      );
    }
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
    if (!isPushedToStore(exporter, backendIdentity)) {
      return unknown(
        `pushes to ${exporter.endpoint} are accepted, and ${backend.url} has no health of the exporter: what is on the way ` +
          'forwards elsewhere, or drops otel_sdk_… series; record an event, such as a message through the gateway, and ask again',
        evidence,
      );
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

/**
 * Whether what accepts the pushes is a store of the backend's kind, which keeps all that it accepts. A Collector has another
 * path. vmagent has that of VictoriaMetrics, and its rules may drop series; so may those of VictoriaMetrics itself.
 */
function isPushedToStore(
  { endpoint }: Exporter,
  { backend: { flavour }, flags, otlpMetricsUrl }: BackendIdentity,
): boolean {
  if (!URL.canParse(endpoint)) return false;
  const [pushes, receiver] = [new URL(endpoint), new URL(otlpMetricsUrl)];
  if (pushes.pathname !== receiver.pathname || pushes.pathname === COLLECTOR_PATH) return false;
  return flavour !== 'victoriametrics' || (pushes.host === receiver.host && !flags.get('relabelConfig'));
}

function instancesOf({ series }: StoredHealth): string {
  const instances = series.flatMap(({ labels }) => instanceOf(labels) ?? []);
  const shown = [...new Set(instances)].toSorted().slice(0, MOST_INSTANCES);
  return shown.length === 0 ? 'without an instance' : `under the instance ${shown.join(', ')}`;
}
