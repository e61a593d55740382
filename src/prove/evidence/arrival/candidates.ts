import type { ContractMetric } from '../../contract/index.ts';
import { type ExpectedMetric, expectedMetric } from '../../contract/index.ts';
import {
  type Backend,
  createTranslator,
  type TranslationStrategy,
  type Translator,
} from '../../translate/index.ts';

import type { Renaming } from './renaming.ts';

const VERSION = { major: 3, minor: 12, patch: 0 };
const STRATEGIES: readonly TranslationStrategy[] = [
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
];

/** Units that instrumentation commonly sends, the usual reason for an unexpected name. */
const UNITS = ['', '1', 'ms', 's', 'By', '{token}', 'USD'];

/** A name under which a metric may be stored instead, by a strategy and a unit. */
export interface Candidate extends Pick<
  ExpectedMetric,
  'countSeries' | 'series' | 'labels' | 'optionalLabels'
> {
  readonly strategy: TranslationStrategy;
  /** The unit by which the name is made. */
  readonly unit: string;
}

/** Other names of a metric: by other strategies, and with units that it should not have. */
export function otherNames(metric: ContractMetric): Candidate[] {
  if (metric.otlp === undefined) return [];
  const seen = new Set<string>();
  const candidates: Candidate[] = [];
  for (const unit of [metric.unit, ...UNITS]) {
    for (const strategy of STRATEGIES) {
      const translated = expectedMetric({ ...metric, unit }, TRANSLATORS[strategy]);
      const { countSeries, series, labels, optionalLabels } = translated;
      if (seen.has(countSeries)) continue;
      seen.add(countSeries);
      candidates.push({ countSeries, series, labels, optionalLabels, strategy, unit });
    }
  }
  return candidates;
}

/** Kinds that a contract may have taken for another one: they differ in the suffix. */
const KINDS = ['counter', 'gauge'] as const;

/** Names that the backend itself makes of the metric, sent with another unit or as another kind. */
export function sentOtherwise(
  metric: ContractMetric,
  backend: Backend,
): { readonly name: string; readonly cause: Renaming }[] {
  if (metric.otlp === undefined) return [];
  const translator = createTranslator(backend);
  const units = UNITS.map((unit) => ({
    name: expectedMetric({ ...metric, unit }, translator).countSeries,
    cause: { by: 'unit', sent: unit, expected: metric.unit } as const,
  }));
  const isScalar =
    metric.kind !== 'histogram' && metric.kind !== 'exponentialHistogram' && metric.kind !== 'summary';
  const kinds = isScalar
    ? KINDS.map((kind) => ({
        name: expectedMetric({ ...metric, kind }, translator).countSeries,
        cause: { by: 'kind', sent: kind } as const,
      }))
    : [];
  return [...units, ...kinds];
}

const TRANSLATORS = Object.fromEntries(
  STRATEGIES.map((translationStrategy) => {
    const backend: Backend = { flavour: 'prometheus', version: VERSION, settings: { translationStrategy } };
    return [translationStrategy, createTranslator(backend)];
  }),
) as Record<TranslationStrategy, Translator>;

/** A stored name that is the metric's name with a prefix. */
export function prefixed(countSeries: string, stored: readonly string[]): string | undefined {
  return stored.find((name) => name !== countSeries && name.endsWith(countSeries));
}
