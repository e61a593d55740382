import { expectedMetric } from '../../prove/contract/index.ts';
import {
  type Backend,
  createTranslator,
  type Labels,
  SettingsError,
  type Translation,
  type Translator,
} from '../../prove/translate/index.ts';
import { UsageError } from '../usage-error.ts';
import type { AskedMetric } from './metric.ts';

/** A metric, and what a push of it alone leaves in the backend. */
export interface NameAnswer extends Translation {
  readonly name: string;
  readonly kind: AskedMetric['kind'];
  readonly unit: string;
  readonly description: string;
}

/**
 * In the order asked.
 *
 * @throws {UsageError} where the backend would not start with its settings
 */
export function answerNames(metrics: readonly AskedMetric[], backend: Backend): NameAnswer[] {
  const translator = translatorFor(backend);
  return metrics.map((metric) => {
    const { name, kind, unit, description } = metric;
    return { name, kind, unit, description, ...translationOf(metric, translator) };
  });
}

/** @throws {UsageError} where the backend would not start with its settings */
export function translatorFor(backend: Backend): Translator {
  try {
    return createTranslator(backend);
  } catch (error) {
    if (error instanceof SettingsError) throw new UsageError(error.message);
    throw error;
  }
}

function translationOf({ shape, recorded }: AskedMetric, translator: Translator): Translation {
  if (shape) return translator.translate(shape, { explain: true });
  if (!recorded) return { status: 200, series: [], labels: null, targetInfo: [], why: [] };
  const { series, labels } = expectedMetric(recorded, translator);
  return {
    status: 200,
    series,
    labels: Object.fromEntries(labels.map((label) => [label, `<${label}>`])),
    targetInfo: [],
    why: ['The contract records this name as it is stored; the OTLP name is not known.'],
  };
}

/** Names of the labels that the series of a metric have; none if nothing is stored. */
export function labelNames(labels: Labels | null): string[] {
  return Object.keys(labels ?? {});
}
