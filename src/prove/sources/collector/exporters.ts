import { z } from 'zod';
import { componentType } from './component-type.ts';

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();
const flag = z.boolean().nullish();

/** Which resource attributes become labels of each series. */
const resourceLabels = z
  .object({ enabled: flag, exclude_service_attributes: flag, included: texts, excluded: texts })
  .nullish();

const otlpShape = z.object({ endpoint: text, metrics_endpoint: text });

const prometheusShape = z.object({
  endpoint: text,
  http: z.object({ endpoint: text }).nullish(),
  namespace: text,
  add_metric_suffixes: flag,
  translation_strategy: text,
  const_labels: z.record(z.string(), z.unknown()).nullish(),
  external_labels: z.record(z.string(), z.unknown()).nullish(),
  disable_scope_info: flag,
  target_info: z.object({ enabled: flag }).nullish(),
  resource_to_telemetry_conversion: resourceLabels,
  resource_constant_labels: resourceLabels,
});

export type ResourceLabels = NonNullable<z.output<typeof resourceLabels>>;

/** An exporter of metrics, as far as it is known where it sends them and how it names them. */
export type CollectorExporter =
  | { readonly kind: 'otlp'; readonly transport: 'http' | 'grpc'; readonly url: string; readonly key: string }
  | ({ readonly kind: 'remote-write'; readonly url: string; readonly key: string } & PrometheusNaming)
  /** A page that Prometheus scrapes. */
  | ({ readonly kind: 'scraped' } & PrometheusNaming)
  /** It ends in the collector's own log or files. */
  | { readonly kind: 'dead end' }
  | { readonly kind: 'unread'; readonly why: string };

/** Settings by which an exporter makes names and labels itself. */
export interface PrometheusNaming {
  readonly namespace: string;
  /** Undefined: by `addSuffixes`. */
  readonly strategy: string | undefined;
  readonly addSuffixes: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly scopeLabels: boolean;
  readonly targetInfo: boolean;
  readonly resourceLabels: ResourceLabels | undefined;
}

const DEAD_ENDS = new Set(['debug', 'logging', 'nop', 'file']);

export function collectorExporter(name: string, config: unknown): CollectorExporter {
  const type = componentType(name);
  if (DEAD_ENDS.has(type)) return { kind: 'dead end' };
  if (type === 'otlp' || type === 'otlpgrpc' || type === 'otlphttp') return otlp(type, config ?? {});
  if (type !== 'prometheusremotewrite' && type !== 'prometheus')
    return { kind: 'unread', why: `the exporter ${name.split('/')[0]} is not read` };
  const parsed = prometheusShape.safeParse(config ?? {});
  if (!parsed.success) return { kind: 'unread', why: 'its settings have another shape' };
  const { data } = parsed;
  const naming = namingOf(data);
  if (type === 'prometheus') return { kind: 'scraped', ...naming };
  const nested = data.http?.endpoint ?? undefined;
  return {
    kind: 'remote-write',
    url: nested ?? data.endpoint ?? '',
    key: nested === undefined ? 'endpoint' : 'http',
    ...naming,
  };
}

function otlp(type: string, config: unknown): CollectorExporter {
  const parsed = otlpShape.safeParse(config);
  if (!parsed.success) return { kind: 'unread', why: 'its settings have another shape' };
  const { endpoint, metrics_endpoint: exact } = parsed.data;
  if (type !== 'otlphttp') return { kind: 'otlp', transport: 'grpc', url: endpoint ?? '', key: 'endpoint' };
  if (exact) return { kind: 'otlp', transport: 'http', url: exact, key: 'metrics_endpoint' };
  const base = endpoint ?? '';
  const url = base === '' ? '' : `${base.replace(/\/$/, '')}/v1/metrics`;
  return { kind: 'otlp', transport: 'http', url, key: 'endpoint' };
}

function namingOf(data: z.output<typeof prometheusShape>): PrometheusNaming {
  const conversion = data.resource_constant_labels ?? data.resource_to_telemetry_conversion ?? undefined;
  const labels = { ...data.const_labels, ...data.external_labels };
  return {
    namespace: data.namespace ?? '',
    strategy: data.translation_strategy || undefined,
    addSuffixes: data.add_metric_suffixes ?? true,
    labels: Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, String(value)])),
    scopeLabels: data.disable_scope_info !== true,
    targetInfo: data.target_info?.enabled ?? true,
    resourceLabels: conversion,
  };
}
