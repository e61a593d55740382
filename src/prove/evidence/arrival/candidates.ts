import type { ContractMetric } from '../../contract/index.ts';
import { type ExpectedMetric, expectedMetric } from '../../contract/index.ts';
import {
  type Backend,
  createTranslator,
  type TranslationStrategy,
  type Translator,
} from '../../translate/index.ts';

const VERSION = { major: 3, minor: 12, patch: 0 };
const STRATEGIES: readonly TranslationStrategy[] = [
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
];

/** Units that instrumentation commonly sends, the usual reason for an unexpected name. */
const UNITS = ['', '1', 'ms', 's', 'By', '{token}', 'USD'];

/** A name under which a metric may be stored instead, and the reason. */
export interface Candidate extends Pick<
  ExpectedMetric,
  'countSeries' | 'series' | 'labels' | 'optionalLabels'
> {
  readonly because: string;
  /** The unit by which the name is made. */
  readonly unit: string;
}

/** Other names of a metric: by other strategies, and with units that it should not have. */
export function otherNames(metric: ContractMetric): Candidate[] {
  if (metric.otlp === undefined) return [];
  const seen = new Set<string>();
  const candidates: Candidate[] = [];
  const add = (translator: Translator, unit: string, because: string): void => {
    const { countSeries, series, labels, optionalLabels } = expectedMetric({ ...metric, unit }, translator);
    if (seen.has(countSeries)) return;
    seen.add(countSeries);
    candidates.push({ countSeries, series, labels, optionalLabels, because, unit });
  };
  for (const strategy of STRATEGIES) add(TRANSLATORS[strategy], metric.unit, `the strategy ${strategy}`);
  for (const unit of UNITS) {
    for (const strategy of STRATEGIES)
      add(TRANSLATORS[strategy], unit, `the unit "${unit}" and the strategy ${strategy}`);
  }
  return candidates;
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
