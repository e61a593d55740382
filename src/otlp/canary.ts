import { ValueType } from '@opentelemetry/api';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';

/** Stored name, by every strategy and backend: no dot, no unit, no suffix. */
export const CANARY_METRIC = 'throughline_canary';
export const CANARY_SERVICE = 'throughline-canary';

/**
 * Body of a push, OTLP protobuf, that sets one gauge to a mark. The mark is the value and not a label, so that no
 * series grows however often it is sent.
 *
 * @param mark a whole number that a double holds exactly
 * @param at Unix milliseconds
 */
export function canaryBody(mark: number, at: number): Uint8Array {
  const time: [number, number] = [Math.floor(at / 1_000), (at % 1_000) * 1_000_000];
  const body = ProtobufMetricsSerializer.serializeRequest({
    resource: resourceFromAttributes({ 'service.name': CANARY_SERVICE }),
    scopeMetrics: [
      {
        scope: { name: 'throughline' },
        metrics: [
          {
            descriptor: {
              name: CANARY_METRIC,
              description: 'Mark of the last canary',
              unit: '',
              valueType: ValueType.DOUBLE,
            },
            aggregationTemporality: AggregationTemporality.CUMULATIVE,
            dataPointType: DataPointType.GAUGE,
            dataPoints: [{ startTime: time, endTime: time, attributes: {}, value: mark }],
          },
        ],
      },
    ],
  });
  if (!body) throw new Error('the canary could not be serialized');
  return body;
}
