import type { ConfigMap } from '../manifests/config-map.ts';

/** Texts of the entries of a ConfigMap that may be dashboards, by their key. */
export function jsonEntries({ data }: ConfigMap): string[] {
  return Object.entries(data).flatMap(([key, text]) => (key.endsWith('.json') ? [text] : []));
}
