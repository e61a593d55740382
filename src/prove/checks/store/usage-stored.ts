import type { MetricResult } from '../../../shared/protocol/report.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Judged, pass, unknown, warn } from '../../engine/outcome.ts';
import { openclawUsage } from '../../evidence/openclaw-usage.ts';
import { selectorOf, type StoredSeries } from '../../sources/index.ts';

/** Kinds of tokens that do not overlap, as the series and as OpenClaw's own count name them. */
const KINDS = [
  ['input', 'input'],
  ['output', 'output'],
  ['cache_read', 'cacheRead'],
  ['cache_write', 'cacheWrite'],
] as const;

const LABELS = ['openclaw_token', 'openclaw.token', 'direction'];

/** A day of samples at 30 seconds is what one query takes. */
const LONGEST_MS = 86_400_000;
/** The last push, and a turn that runs, are not yet stored. */
const TOLERANCE = 0.02;

/** The tokens that OpenClaw itself counted are stored. */
export const storeUsageStored = defineCheck({
  id: 'TL643',
  link: 'store',
  title: 'Tokens stored equal tokens used',
  proves: "the stored series of tokens add up to OpenClaw's own count, within two percent",
  explain:
    'OpenClaw notes the usage of each response in its session logs, and adds it up for usage.cost. The exporter has ' +
    'another way: events, which some turns do not send. In 2026.2 turns by the command line send none; until 2026.6 ' +
    'cron runs sent none. Then cost and tokens in the dashboards are too low, and nothing else shows it.',
  severity: 'warning',
  modes: [99],
  needs: ['backend', 'clock', 'contract', arrival, openclawUsage],
  dependsOn: ['TL501', 'TL601'],
  run: async ({ backend, clock, contract, arrival: { metrics, identity }, openclawUsage: ledger }) => {
    const { usage, since, source, sinceStart } = ledger;
    const window = clock.now() - since;
    const counted = KINDS.reduce((sum, [, key]) => sum + usage[key], 0);
    const from = new Date(since).toISOString();
    const seen: Judged = [{ source, saw: `${counted} tokens since ${from}` }];
    if (window > LONGEST_MS)
      return unknown('the process runs for more than a day: too many samples to add up', seen);
    const name = storedName(metrics);
    const series =
      name === undefined ? [] : await backend.api.samples(selectorOf([name], identity), window, clock.now());
    const stored = series.reduce(
      (sum, each) =>
        isCounted(each)
          ? sum + increaseOf(each, sinceStart ? undefined : since + 2 * contract.flushIntervalMs)
          : sum,
      0,
    );
    const evidence: Judged = [
      ...seen,
      { source: backend.url, saw: `${Math.round(stored)} tokens in ${name ?? 'no series of tokens'}` },
    ];
    if (counted === 0 && stored === 0) return unknown('no tokens were used in this time', evidence);
    if (Math.abs(stored - counted) <= counted * TOLERANCE)
      return pass(`${counted} tokens used, the same number stored`, evidence);
    const details = { severity: 'note', fix: { kind: 'manual', text: FIX } } as const;
    return stored < counted
      ? warn(`${counted} tokens were used, and ${Math.round(stored)} are stored`, evidence, {
          ...details,
          modes: [99],
          affects: ['panels and alerts of tokens and cost: they are too low'],
        })
      : warn(`${Math.round(stored)} tokens are stored, and ${counted} were used`, evidence, {
          ...details,
          modes: [],
          affects: ['panels and alerts of tokens and cost: they are too high'],
        });
  },
});

const FIX =
  'take tokens and cost from OpenClaw itself (openclaw gateway usage-cost), or see which turns send no usage: those by the command line in 2026.2, and those of agents that run as a command-line backend';

function storedName(metrics: readonly MetricResult[]): string | undefined {
  const tokens = metrics.find(({ otlp }) => otlp === 'openclaw.tokens');
  if (!tokens) return undefined;
  return tokens.status === 'misnamed' ? tokens.found[0] : tokens.prometheus;
}

/** Prompt and total overlap the others. */
function isCounted({ labels }: StoredSeries): boolean {
  const kind = LABELS.map((label) => labels[label]).find((value) => value !== undefined);
  return KINDS.some(([name]) => name === kind);
}

/**
 * How much a counter grew, its first value and each new beginning included.
 *
 * @param since Unix milliseconds; where given, a counter that was there by then had grown before: its first value does
 *   not count
 */
export function increaseOf({ samples }: StoredSeries, since: number | undefined): number {
  const [first] = samples;
  if (!first) return 0;
  const before = since !== undefined && first.at <= since ? first.value : 0;
  return samples.reduce(
    ({ sum, last }, { value }) => ({ sum: sum + (value < last ? value : value - last), last: value }),
    { sum: 0, last: before },
  ).sum;
}
