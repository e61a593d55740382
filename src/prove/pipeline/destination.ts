import type { CollectorExporter, PrometheusNaming, ResourceLabels } from '../sources/collector/index.ts';
import {
  type Backend,
  createTranslator,
  remoteWriteTranslator,
  type TranslationStrategy,
  type Translator,
} from '../translate/index.ts';
import { patternOf } from './ottl/evaluate.ts';

/** How the metrics of an exporter are named and kept where they are stored. */
export interface Destination {
  readonly translator: Translator;
  /** `job` and `instance` are those of the resource, not of a scrape. */
  readonly keepsIdentity: boolean;
  /** Deltas of any kind are stored. */
  readonly takesDeltas: boolean;
}

const STRATEGIES = new Set<string>([
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
] satisfies TranslationStrategy[]);

/**
 * @param backend what an OTLP exporter leads to
 * @param isKnown whether it is known that it leads there: else deltas may be taken
 * @returns undefined where the exporter is not read
 */
export function destinationOf(
  exporter: CollectorExporter,
  backend: Backend,
  isKnown: boolean,
): Destination | undefined {
  if (exporter.kind === 'otlp')
    return { translator: createTranslator(backend), keepsIdentity: true, takesDeltas: !isKnown };
  if (exporter.kind !== 'remote-write' && exporter.kind !== 'scraped') return undefined;
  const strategy = strategyOf(exporter);
  if (strategy === undefined) return undefined;
  const convertsResource = exporter.resourceLabels && converts(exporter.resourceLabels);
  const translator = remoteWriteTranslator({
    translationStrategy: strategy,
    namespace: exporter.namespace,
    externalLabels: exporter.labels,
    scopeLabels: exporter.scopeLabels,
    targetInfo: exporter.targetInfo,
    ...(convertsResource ? { convertsResource } : {}),
  });
  const isPage = exporter.kind === 'scraped';
  return { translator, keepsIdentity: !isPage, takesDeltas: isPage };
}

function strategyOf({ strategy, addSuffixes }: PrometheusNaming): TranslationStrategy | undefined {
  if (strategy === undefined)
    return addSuffixes ? 'UnderscoreEscapingWithSuffixes' : 'UnderscoreEscapingWithoutSuffixes';
  return isStrategy(strategy) ? strategy : undefined;
}

function isStrategy(text: string): text is TranslationStrategy {
  return STRATEGIES.has(text);
}

const SERVICE = new Set(['service.name', 'service.namespace', 'service.instance.id']);

/** Which resource attributes become labels; undefined for none. */
function converts(settings: ResourceLabels): ((key: string) => boolean) | undefined {
  const included = (settings.included ?? []).map(wildcard);
  const excluded = (settings.excluded ?? []).map(wildcard);
  if (included.length > 0 || excluded.length > 0) {
    return (key) =>
      !excluded.some((pattern) => pattern?.test(key)) &&
      (included.length === 0 || included.some((pattern) => pattern?.test(key)));
  }
  if (settings.enabled !== true) return undefined;
  return (key) => settings.exclude_service_attributes !== true || !SERVICE.has(key);
}

/** `*` matches any text, `?` one character. */
function wildcard(pattern: string): RegExp | undefined {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return patternOf(`(?s)^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}
