import { identityLabels } from '../../contract/index.ts';
import { selectorOf } from '../../sources/index.ts';
import { defineCheck } from '../define-check.ts';
import { fail, pass, unknown } from '../outcome.ts';
import { answered } from '../backend-view.ts';

/** No instrument has outgrown its limit. */
export const TL308 = defineCheck({
  id: 'TL308',
  link: 'sdk',
  title: 'No series overflows',
  proves: 'no series of the service carries otel_metric_overflow="true"',
  explain:
    'An SDK holds a limited number of attribute sets for each instrument, 2000 by default. Past it, what is new goes ' +
    'to one series with otel.metric.overflow=true and without its other attributes: sums stay right, but nothing can ' +
    'be told apart. Cut the attribute with too many values; here sessionKey can be hashed or dropped by ' +
    'diagnostics.otel.sessionKey, and the limit is diagnostics.otel.seriesLimit.',
  severity: 'warning',
  modes: [21],
  needs: ['backend', 'contract'],
  uses: ['gateway'],
  run: async ({ backend, contract, gateway }) => {
    const identity = await backend.identity();
    if (!identity.ok) return unknown(identity.error);
    const labels = identityLabels(contract, identity.value.backend);
    const [ledger, stored] = await Promise.all([
      gateway?.ledger(),
      answered(backend.api.names(selectorOf([], { ...labels, otel_metric_overflow: 'true' }), Date.now())),
    ]);
    const spilt = (ledger?.ok ? (ledger.value?.metrics ?? []) : []).filter(
      ({ overflowed }) => overflowed > 0,
    );
    const evidence = spilt.slice(0, 5).map(({ name, overflowed }) => ({
      source: `${gateway?.url}/api/telemetry`,
      saw: `${name}: ${overflowed} measurements went to the overflow series`,
    }));
    if (!stored.ok && spilt.length === 0) return unknown(stored.error);
    const names = [...new Set((stored.ok ? stored.value : []).map(withoutPart))];
    const all = spilt.length > 0 ? spilt.map(({ name }) => name) : names;
    const seen = [
      ...evidence,
      { source: backend.url, saw: `${names.length} overflow series: ${names.join(', ')}` },
    ];
    if (all.length === 0)
      return pass('no series overflows', [{ source: backend.url, saw: 'none is stored' }]);
    return fail(`${nameFew(all)} outgrew the limit of attribute sets`, seen, {
      affects: all.map((name) => `${name}: what is past the limit cannot be told apart`),
      fix: {
        kind: 'manual',
        text: 'set diagnostics.otel.sessionKey to "drop" or "hash", or raise diagnostics.otel.seriesLimit',
      },
    });
  },
});

/** A histogram is three names and one instrument. */
function withoutPart(name: string): string {
  return name.replace(/_(?:bucket|count|sum)$/, '');
}

function nameFew([first, ...rest]: readonly string[]): string {
  return rest.length > 0 ? `${first} and ${rest.length} more` : `${first}`;
}
