import { findConfig } from '../../config/index.ts';
import { setJson, type Path } from '../../edit/index.ts';

/** What of the seed's ConfigMap the story changes, so that a day fits a minute. */
export interface Difference {
  readonly path: Path;
  readonly value: string | number;
}

export function storyDifferences(endpoint: string): Difference[] {
  return [
    { path: ['diagnostics', 'otel', 'endpoint'], value: endpoint },
    { path: ['diagnostics', 'otel', 'flushIntervalMs'], value: 1_000 },
    { path: ['session', 'stuckAfterMs'], value: 1_000 },
    { path: ['session', 'stuckCheckIntervalMs'], value: 500 },
  ];
}

/** The ConfigMap manifest with the differences written into it, and all else as it was. */
export function storyConfigMap(manifest: string, differences: readonly Difference[]): string {
  const document = findConfig(manifest);
  const edited = differences.reduce((text, { path, value }) => setJson(text, path, value), document.text);
  const changed = document.replace(edited);
  if (changed === undefined) throw new Error("the ConfigMap's configuration is not a literal block");
  return changed;
}
