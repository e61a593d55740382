import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';

/** As translated, and as VictoriaMetrics keeps it. */
const OVERFLOW = ['otel_metric_overflow', 'otel.metric.overflow'];

/** No instrument has outgrown its limit. */
export const sdkSeriesLimit = defineCheck({
  id: 'TL308',
  link: 'sdk',
  title: 'No series overflows',
  proves: 'no series of the contract carries otel_metric_overflow="true"',
  explain:
    'An SDK holds a limited number of attribute sets for each instrument, 2000 by default. Past it, what is new goes ' +
    'to one series with otel.metric.overflow=true and without its other attributes: sums stay right, but nothing can ' +
    'be told apart. Cut the attribute with too many values; here sessionKey can be hashed or dropped by ' +
    'diagnostics.otel.sessionKey, and the limit is diagnostics.otel.seriesLimit.',
  severity: 'warning',
  modes: [21],
  needs: ['backend', arrival],
  uses: ['gateway'],
  run: async ({ backend, arrival, gateway }) => {
    const { labelNames, metrics } = arrival;
    const ledger = await gateway?.ledger();
    const spilt = (ledger?.ok ? (ledger.value?.metrics ?? []) : []).filter(
      ({ overflowed }) => overflowed > 0,
    );
    const evidence = spilt.slice(0, 5).map(({ name, overflowed }) => ({
      source: `${gateway?.url}/api/telemetry`,
      saw: `${name}: ${overflowed} measurements went to the overflow series`,
    }));
    if (metrics.every(({ series }) => series === 0) && spilt.length === 0)
      return unknown('nothing is stored that could overflow');
    const overflowing = [...labelNames].filter(([, labels]) => OVERFLOW.some((label) => labels.has(label)));
    const names = [...new Set(overflowing.map(([name]) => withoutPart(name)))];
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
