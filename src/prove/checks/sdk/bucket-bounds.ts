import { counted } from '../../../shared/text/count.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { judged, pass, unknown, warn } from '../../engine/outcome.ts';
import { quoteLabel } from '../../sources/index.ts';

/** With more above it, the 95th percentile is the highest bound. */
const MOST_ABOVE = 0.05;

/** Of fewer values no share can be said. */
const ENOUGH_VALUES = 20;

/** The values of the stored histograms are within their buckets. */
export const sdkBucketBounds = defineCheck({
  id: 'TL353',
  link: 'sdk',
  title: 'Values are within the buckets',
  proves:
    'at most 5 % of the values of each stored histogram of this service are above its highest finite bound',
  explain:
    "The SDK's default buckets end at 10 000: ten seconds in milliseconds, or ten kilobytes. Where more than 5 % of the " +
    'values are above, the 95th percentile is that bound, whatever the values are. In OpenClaw before 2026.9.6 this ' +
    'concerns the durations of tools and model calls, and in all releases memory in bytes. Sum and count stay ' +
    'right. It is a note, as nothing may ask for a quantile; where a query does, TL805 reports it as a warning.',
  severity: 'note',
  modes: [102],
  needs: ['backend', arrival],
  dependsOn: ['TL501'],
  run: async ({ backend, arrival: { identity, at } }) => {
    const labels = Object.entries(identity).map(
      ([key, value]) => `${quoteLabel(key)}=${JSON.stringify(value)}`,
    );
    if (labels.length === 0) return unknown('no label selects the series of this service');
    const stored = await backend.api.values(
      `sum by (__name__, le) ({${['__name__=~".+_bucket"', ...labels].join(',')}})`,
      at,
    );
    const names = [...new Set(stored.flatMap((one) => one.labels['__name__'] ?? []))].toSorted();
    const histograms = names.flatMap((name) => {
      const bounds = stored
        .filter((one) => one.labels['__name__'] === name)
        .map((one) => ({ bound: Number(one.labels['le']?.replace('+Inf', 'Infinity')), value: one.value }))
        .toSorted((a, b) => a.bound - b.bound);
      const highest = bounds.findLast(({ bound }) => Number.isFinite(bound));
      const total = bounds.findLast(({ bound }) => bound === Number.POSITIVE_INFINITY)?.value ?? 0;
      return highest && total >= ENOUGH_VALUES
        ? [{ name, bound: highest.bound, above: 1 - highest.value / total, total }]
        : [];
    });
    const shown = ({ name, bound, above, total }: (typeof histograms)[number]): string =>
      `${name}: ${Math.round(above * 100)} % of ${total} values are above ${bound}`;
    const short = histograms.filter(({ above }) => above > MOST_ABOVE);
    const [first] = short;
    const seen = judged(
      (first ? short : histograms).map((one) => ({ source: backend.url, saw: shown(one) })),
    );
    if (!seen) return unknown(`no histogram with ${ENOUGH_VALUES} values is stored`);
    if (!first)
      return pass(`${counted(histograms.length, 'histogram')} with at least 95 % within the buckets`, seen);
    return warn(
      `the buckets of ${counted(short.length, 'histogram')} end too early, such as those of ${first.name}: quantiles are their highest bound`,
      seen,
      {
        affects: short.map(({ name }) => `quantiles over ${name}`),
        fix: {
          kind: 'manual',
          text: 'use _sum and _count, or set higher bounds by a view or in a newer release',
        },
      },
    );
  },
});
