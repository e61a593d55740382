import type { MetricResult } from '../../shared/protocol/report.ts';
import { type Contract, resourceOf, shapeOfMetric } from '../contract/index.ts';
import type { MetricShape } from '../translate/index.ts';

/** The metrics of the contract that these results are about, as they are pushed; without those of no OTLP name. */
export function shapesOf(results: readonly MetricResult[], contract: Contract | undefined): MetricShape[] {
  if (!contract) return [];
  const names = new Set(results.map(({ otlp }) => otlp));
  const resource = resourceOf(contract);
  return contract.metrics
    .filter(({ otlp }) => otlp !== undefined && names.has(otlp))
    .flatMap((metric) => shapeOfMetric(metric, resource) ?? []);
}
