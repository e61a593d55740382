import type { ExportMetricsServiceRequest } from './types.ts';

export const CANARY_METRIC = 'throughline_canary';
export const CANARY_SERVICE = 'throughline-canary';

/**
 * A push of one gauge under a separate job. The mark is its value and no label, so that another mark creates no new
 * series.
 * @param mark what the backend must return: an integer from 0 to 2^53 - 1
 * @param now milliseconds since 1970
 * @throws {RangeError} where the mark is not exact as a double, which backends store
 */
export function canaryRequest(mark: number, now: number): ExportMetricsServiceRequest {
  if (!Number.isSafeInteger(mark) || mark < 0) {
    throw new RangeError(`a canary's mark must be an integer from 0 to 2^53 - 1, not ${mark}`);
  }
  const point = {
    attributes: [],
    startTimeUnixNano: 0n,
    timeUnixNano: BigInt(now) * 1_000_000n,
    flags: 0,
    asDouble: mark,
    exemplars: [],
  };
  const metric = {
    name: CANARY_METRIC,
    description: 'Written by a check, to be read back.',
    unit: '',
    gauge: { dataPoints: [point] },
    metadata: [],
  };
  const resource = {
    attributes: [{ key: 'service.name', value: { stringValue: CANARY_SERVICE } }],
    droppedAttributesCount: 0,
  };
  return {
    resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [metric], schemaUrl: '' }], schemaUrl: '' }],
  };
}
