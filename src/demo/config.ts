import { findConfig } from '../shared/config/index.ts';
import { setJson, type Path } from '../shared/edit/index.ts';

/** A setting that the demo changes in the ConfigMap, so that it takes a minute and not a day. */
export interface Setting {
  readonly path: Path;
  readonly value: string | number;
}

export function demoSettings(endpoint: string): Setting[] {
  return [
    { path: ['diagnostics', 'otel', 'endpoint'], value: endpoint },
    { path: ['diagnostics', 'otel', 'flushIntervalMs'], value: 1_000 },
    { path: ['session', 'stuckAfterMs'], value: 1_000 },
    { path: ['session', 'stuckCheckIntervalMs'], value: 500 },
  ];
}

/** The ConfigMap's manifest with these settings; all else is unchanged. */
export function demoConfigMap(manifest: string, settings: readonly Setting[]): string {
  const document = findConfig(manifest);
  const edited = settings.reduce((text, { path, value }) => setJson(text, path, value), document.text);
  const changed = document.replace(edited);
  if (changed === undefined) throw new Error("the ConfigMap's configuration is not a literal block");
  return changed;
}
