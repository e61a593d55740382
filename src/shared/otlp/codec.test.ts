import { describe, expect, it } from 'vitest';
import {
  NO_RECORDED_VALUE,
  OtlpDecodeError,
  TEMPORALITY,
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  requestFromJson,
  requestToJson,
  responseFromJson,
  responseToJson,
} from './index.ts';
import type { ExportMetricsServiceRequest, KeyValue } from './index.ts';

const ATTRIBUTES: readonly KeyValue[] = [
  { key: 'text', value: { stringValue: '' } },
  { key: 'yes', value: { boolValue: false } },
  { key: 'small', value: { intValue: -(2n ** 63n) } },
  { key: 'whole', value: { doubleValue: 3 } },
  { key: 'bytes', value: { bytesValue: new Uint8Array([0, 255]) } },
  { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, {}] } } },
  { key: 'map', value: { kvlistValue: { values: [{ key: 'k', value: { intValue: 1n } }] } } },
  { key: 'none' },
];
/** Not exact as a double. */
const TIME = 1_771_556_400_123_456_789n;
const POINT = { attributes: ATTRIBUTES, startTimeUnixNano: TIME - 1n, timeUnixNano: TIME, flags: 0 };
const EXEMPLAR = {
  filteredAttributes: [],
  timeUnixNano: TIME,
  asInt: 5n,
  spanId: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]),
  traceId: new Uint8Array(16).fill(171),
};
const NAMED = { description: 'd', unit: 'By', metadata: [] };
const CUMULATIVE = { aggregationTemporality: TEMPORALITY.cumulative };

const REQUEST: ExportMetricsServiceRequest = {
  resourceMetrics: [
    {
      resource: { attributes: ATTRIBUTES, droppedAttributesCount: 2 },
      schemaUrl: 'https://example.com/resource',
      scopeMetrics: [
        {
          scope: { name: 'meter', version: '1', attributes: [], droppedAttributesCount: 0 },
          schemaUrl: '',
          metrics: [
            {
              name: 'gauge',
              ...NAMED,
              gauge: {
                dataPoints: [
                  { ...POINT, asDouble: -Infinity, exemplars: [EXEMPLAR] },
                  { ...POINT, asInt: 2n ** 63n - 1n, exemplars: [] },
                  { ...POINT, flags: NO_RECORDED_VALUE, exemplars: [] },
                ],
              },
            },
            {
              name: 'sum',
              ...NAMED,
              sum: { ...CUMULATIVE, isMonotonic: true, dataPoints: [{ ...POINT, asInt: 0n, exemplars: [] }] },
            },
            {
              name: 'histogram',
              ...NAMED,
              histogram: {
                aggregationTemporality: TEMPORALITY.delta,
                dataPoints: [
                  {
                    ...POINT,
                    count: 2n ** 64n - 1n,
                    sum: 0,
                    bucketCounts: [1n, 2n ** 53n + 1n],
                    explicitBounds: [0.5],
                    exemplars: [],
                    max: 9,
                  },
                ],
              },
            },
            {
              name: 'exponential',
              ...NAMED,
              exponentialHistogram: {
                ...CUMULATIVE,
                dataPoints: [
                  {
                    ...POINT,
                    count: 3n,
                    scale: -4,
                    zeroCount: 1n,
                    positive: { offset: -2, bucketCounts: [2n] },
                    exemplars: [],
                    zeroThreshold: 0.1,
                  },
                ],
              },
            },
            {
              name: 'summary',
              ...NAMED,
              summary: {
                dataPoints: [
                  { ...POINT, count: 1n, sum: 2.5, quantileValues: [{ quantile: 0.5, value: 2.5 }] },
                ],
              },
            },
          ],
        },
      ],
    },
  ],
};

describe('a request with every kind of data', () => {
  it('is the same after protobuf, to the nanosecond', () => {
    expect(decodeRequest(encodeRequest(REQUEST))).toEqual(REQUEST);
  });

  it('is the same after JSON, to the nanosecond', () => {
    expect(requestFromJson(requestToJson(REQUEST))).toEqual(REQUEST);
  });

  it('has 64-bit integers as text, enums as numbers and ids in hexadecimal in its JSON', () => {
    const text = requestToJson(REQUEST);
    expect(text).toContain(`"timeUnixNano":"${TIME}"`);
    expect(text).toContain('"aggregationTemporality":2');
    expect(text).toContain('"spanId":"0102030405060708"');
    expect(text).toContain('"bytesValue":"AP8="');
    expect(text).toContain('"asDouble":"-Infinity"');
  });
});

describe('a response', () => {
  const response = { partialSuccess: { rejectedDataPoints: 3n, errorMessage: 'too old' } };

  it('reports in either form what was rejected', () => {
    expect(decodeResponse(encodeResponse(response))).toEqual(response);
    expect(responseFromJson(responseToJson(response))).toEqual(response);
  });

  it('is empty where all was accepted', () => {
    expect(decodeResponse(new Uint8Array())).toEqual({});
    expect(responseFromJson('{}')).toEqual({});
  });
});

describe('reading JSON', () => {
  it('ignores unknown keys, and accepts names with underscores and numbers without quotes', () => {
    const text =
      '{"newer":1,"resource_metrics":[{"scope_metrics":[{"metrics":[{"name":"a","gauge":{"data_points":[{"asInt":5}]}}]}]}]}';
    const [metric] = requestFromJson(text).resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
    expect(metric?.gauge?.dataPoints[0]?.asInt).toBe(5n);
  });

  it.each([
    ['garbage', /^not JSON: /],
    ['[]', /^ExportMetricsServiceRequest must be an object$/],
    ['{"resourceMetrics":{}}', /resourceMetrics must be an array$/],
    ['{"resourceMetrics":[{"schemaUrl":5}]}', /resourceMetrics\[0\]\.schemaUrl must be a text$/],
    [
      '{"resourceMetrics":[{"resource":{"droppedAttributesCount":-1}}]}',
      /droppedAttributesCount must be an integer from 0 to 4294967295$/,
    ],
  ])('names the field that is wrong: %s', (text, message) => {
    expect(() => requestFromJson(text)).toThrow(OtlpDecodeError);
    expect(() => requestFromJson(text)).toThrow(message);
  });

  it('rejects values that are nested too deep', () => {
    const value = `${'{"arrayValue":{"values":['.repeat(500)}{}${']}}'.repeat(500)}`;
    const text = `{"resourceMetrics":[{"resource":{"attributes":[{"key":"k","value":${value}}]}}]}`;
    expect(() => requestFromJson(text)).toThrow(/nested more than 100 deep/);
  });
});

it('a decoder rejects bytes that are no protobuf, in one line', () => {
  expect(() => decodeRequest(new TextEncoder().encode('garbage'))).toThrow(OtlpDecodeError);
  expect(() => decodeRequest(new TextEncoder().encode('garbage'))).toThrow(/^not a protobuf .*$/);
});
