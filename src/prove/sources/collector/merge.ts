import { isRecord } from '../../../shared/text/is-record.ts';

/**
 * Merges two configurations as the collector merges those of several `--config`: maps key by key, and everything else is
 * replaced by the later one, lists and null included.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector/blob/main/confmap/README.md
 */
export function merged(first: unknown, later: unknown): unknown {
  if (!isRecord(first) || !isRecord(later)) return later;
  const both = Object.entries(later).map(([key, value]) => [
    key,
    Object.hasOwn(first, key) ? merged(first[key], value) : value,
  ]);
  return { ...first, ...Object.fromEntries(both) };
}

/** `a::b: 1` becomes `a: { b: 1 }`, as in `--config yaml:a::b: 1`. Only keys of the first level are written so. */
export function withoutPaths(config: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(config).reduce<unknown>((all, [key, value]) => {
    const nested = key.split('::').reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
    return merged(all, nested);
  }, {});
}
