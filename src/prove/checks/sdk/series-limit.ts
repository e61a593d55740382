import { arrival } from '../../evidence/arrival/evidence.ts';
import { storedIn } from '../../evidence/arrival/stored-metrics.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { ledger } from '../../evidence/ledger.ts';
import { service, type Service } from '../../evidence/service.ts';
import { settingName } from '../../evidence/setting-names.ts';

/** The label as Prometheus translates it, and as VictoriaMetrics keeps it. */
const OVERFLOW = ['otel_metric_overflow', 'otel.metric.overflow'];

/** No instrument has more attribute sets than its limit. */
export const sdkSeriesLimit = defineCheck({
  id: 'TL308',
  link: 'sdk',
  title: 'No series overflows',
  proves: 'no series of the contract carries otel_metric_overflow="true"',
  explain:
    'An SDK holds a limited number of attribute sets for each instrument, 2000 by default. Past the limit, new sets ' +
    'are recorded in one series with otel.metric.overflow=true and without their attributes: sums stay right, but ' +
    'cannot be split by attribute. Drop the attribute with too many values, or raise the limit of the SDK. In the ' +
    'gateway, diagnostics.otel.sessionKey can hash or drop sessionKey, and the limit is diagnostics.otel.seriesLimit.',
  severity: 'warning',
  modes: [21],
  onlyPushed: true,
  needs: ['backend', arrival, service],
  uses: [ledger],
  run: ({ backend, arrival, ledger, service }) => {
    const exceeding = (ledger?.metrics ?? []).filter(({ overflowed }) => overflowed > 0);
    const evidence = exceeding.slice(0, 5).map(({ name, overflowed }) => ({
      source: ledger?.source ?? '',
      saw: `${name}: ${overflowed} measurements went to the overflow series`,
    }));
    if (storedIn(arrival).length === 0 && exceeding.length === 0)
      return unknown('nothing is stored that could overflow');
    const overflowing = [...arrival.labelNames].filter(([, labels]) =>
      OVERFLOW.some((label) => labels.has(label)),
    );
    const names = [...new Set(overflowing.map(([name]) => withoutPart(name)))];
    const all = exceeding.length > 0 ? exceeding.map(({ name }) => name) : names;
    const seen = [
      ...evidence,
      { source: backend.url, saw: `${names.length} overflow series: ${names.join(', ')}` },
    ];
    if (all.length === 0)
      return pass('no series overflows', [{ source: backend.url, saw: 'none is stored' }]);
    return fail(`${nameFew(all)} exceeded the limit of attribute sets`, seen, {
      affects: all.map((name) => `${name}: data past the limit has lost its attributes`),
      fix: {
        kind: 'manual',
        text: `${LESS[service.owner]}, or raise ${settingName('seriesLimit', service.owner)}`,
      },
    });
  },
});

const LESS: Readonly<Record<Service['owner'], string>> = {
  gateway: 'set diagnostics.otel.sessionKey to "drop" or "hash"',
  service: 'drop the attribute that has too many values, for example by a view',
};

/** A histogram is one instrument with three names. */
function withoutPart(name: string): string {
  return name.replace(/_(?:bucket|count|sum)$/, '');
}

function nameFew([first, ...rest]: readonly string[]): string {
  return rest.length > 0 ? `${first} and ${rest.length} more` : `${first}`;
}
