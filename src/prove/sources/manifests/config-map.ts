import { z } from 'zod';
import { isConfigMap } from '../../../shared/config/index.ts';
import type { ManifestObject } from './documents.ts';
import { flag } from './shape-parts.ts';

const configMapShape = z.object({
  data: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((given) => Object.entries(given ?? {}).filter(isText)),
  immutable: flag,
});

export interface ConfigMap {
  /** Entries of text, in the order in which they are written. */
  readonly data: Readonly<Record<string, string>>;
  readonly immutable: boolean;
}

/** A ConfigMap of the core API; undefined where the object is another, or cannot be read. */
export function configMapOf({
  kind,
  content,
}: Pick<ManifestObject, 'kind' | 'content'>): ConfigMap | undefined {
  const parsed = isConfigMap({ kind }) ? configMapShape.safeParse(content).data : undefined;
  return parsed && { data: Object.fromEntries(parsed.data), immutable: parsed.immutable === true };
}

function isText(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string';
}
