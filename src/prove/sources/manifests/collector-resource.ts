import { stringify } from 'yaml';
import { z } from 'zod';
import type { ManifestObject } from './documents.ts';

/** v1alpha1 holds text, v1beta1 an object. */
const collectorShape = z.object({ spec: z.object({ config: z.union([z.string(), z.looseObject({})]) }) });

/** The configuration in an OpenTelemetryCollector of the OpenTelemetry Operator, as YAML. */
export function collectorResourceConfig({ kind, content }: ManifestObject): string | undefined {
  if (kind !== 'OpenTelemetryCollector') return undefined;
  const config = collectorShape.safeParse(content).data?.spec.config;
  return config === undefined || typeof config === 'string' ? config : stringify(config);
}
