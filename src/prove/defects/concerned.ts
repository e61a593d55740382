import { defectsOf, type KnownDefect } from '../../shared/failure-modes/defects.ts';
import {
  type Backend,
  collidingSeries,
  createTranslator,
  type Flavour,
  type MetricShape,
  SettingsError,
  type Translation,
  type Translator,
} from '../translate/index.ts';

const PRODUCTS: Readonly<Record<Flavour, KnownDefect['product']>> = {
  prometheus: 'Prometheus',
  victoriametrics: 'VictoriaMetrics',
  mimir: 'Mimir',
};

/** Defects that the version of a backend is known to have. */
export function knownDefectsOf({ flavour, version }: Backend): readonly KnownDefect[] {
  const { major, minor, patch } = version;
  return defectsOf(PRODUCTS[flavour], `${major}.${minor}.${patch}`);
}

/** A known defect, and those of the metrics that it concerns. */
export interface ConcerningDefect {
  readonly defect: KnownDefect;
  readonly metrics: readonly MetricShape[];
}

/**
 * Defects of the backend that concern single ones of the metrics: which they are follows from their names, kinds, units
 * and attributes. A defect that concerns pushes whatever is in them is not among these.
 */
export function defectsConcerning(metrics: readonly MetricShape[], backend: Backend): ConcerningDefect[] {
  return knownDefectsOf(backend).flatMap((defect): ConcerningDefect[] => {
    const concerned = concernedBy(defect, metrics, backend);
    return concerned.length > 0 ? [{ defect, metrics: concerned }] : [];
  });
}

function concernedBy(
  { concerns }: KnownDefect,
  metrics: readonly MetricShape[],
  backend: Backend,
): readonly MetricShape[] {
  if (concerns === undefined) return [];
  const settings: Readonly<Record<string, unknown>> = { ...backend.settings };
  if (concerns.strategies?.includes(String(settings['translationStrategy'])) === false) return [];
  if (concerns.settings?.some((name) => settings[name] === true) === false) return [];
  const name = concerns.name === undefined ? undefined : new RegExp(concerns.name);
  const translator = createTranslator(backend);
  const other = concerns.differsFrom === undefined ? undefined : withVersion(backend, concerns.differsFrom);
  if (concerns.differsFrom !== undefined && other === undefined) return [];
  const colliding =
    concerns.collides && new Set(collidingSeries(metrics, backend).flatMap((series) => series.metrics));
  return metrics.filter(
    (metric, at) =>
      concerns.kinds?.includes(metric.kind) !== false &&
      (concerns.temporality === undefined || concerns.temporality === metric.temporality) &&
      (concerns.unit === undefined || metric.unit === '') &&
      concerns.attributes?.some((key) => metric.attributes.has(key) || metric.resource.has(key)) !== false &&
      name?.test(metric.name) !== false &&
      (concerns.response === undefined || translator.translate(metric).status === 'ERR') &&
      colliding?.has(at) !== false &&
      (other === undefined || differs(translator.translate(metric), other.translate(metric))),
  );
}

/** The rules of another version; undefined where it would not start with these settings. */
function withVersion(backend: Backend, text: string): Translator | undefined {
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number);
  try {
    return createTranslator({ ...backend, version: { major, minor, patch } });
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

function differs(one: Translation, other: Translation): boolean {
  return keyOf(one) !== keyOf(other);
}

function keyOf({ status, series, labels }: Translation): string {
  return JSON.stringify([status, series, labels]);
}
