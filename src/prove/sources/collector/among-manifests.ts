import { z } from 'zod';
import { stringify } from 'yaml';
import type { ManifestObject } from '../manifests/documents.ts';
import type { ManifestSet } from '../manifests/read.ts';
import { type CollectorConfig, parseCollectorConfig } from './config.ts';

const configMapShape = z.object({ data: z.record(z.string(), z.string()) });
/** v1alpha1 holds text, v1beta1 an object. */
const collectorShape = z.object({ spec: z.object({ config: z.union([z.string(), z.looseObject({})]) }) });

/** Collectors whose configuration a ConfigMap holds, or an OpenTelemetryCollector of the operator. */
export function collectorConfigs({ objects }: ManifestSet): CollectorConfig[] {
  return objects
    .flatMap((object) => entriesOf(object))
    .flatMap(({ object, key, text }) => {
      const { live, file, kind, name } = object;
      const config = parseCollectorConfig(text, {
        source: `${file}: ${kind} ${name}${key === undefined ? '' : `, ${key}`}`,
        file: live ? undefined : file,
        // A block of text begins on the line after its key.
        firstLine: key === undefined ? object.line : object.lineOf(['data', key]) + 1,
      });
      return config ? [config] : [];
    });
}

function entriesOf(
  object: ManifestObject,
): { object: ManifestObject; key: string | undefined; text: string }[] {
  if (object.kind === 'ConfigMap') {
    const data = configMapShape.safeParse(object.content).data?.data ?? {};
    return Object.entries(data).map(([key, text]) => ({ object, key, text }));
  }
  if (object.kind !== 'OpenTelemetryCollector') return [];
  const config = collectorShape.safeParse(object.content).data?.spec.config;
  if (config === undefined) return [];
  return [{ object, key: undefined, text: typeof config === 'string' ? config : stringify(config) }];
}
