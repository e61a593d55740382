/** `one of` and `optional` fields are absent where nothing was sent; the others then hold proto3's default. */
export type FieldRule = 'one' | 'optional' | 'repeated';

export interface FieldSchema {
  readonly id: number;
  /** A scalar of protobuf, or a message of `MESSAGES`. */
  readonly type: string;
  readonly rule: FieldRule;
}

type Row = readonly [id: number, type: string, rule?: FieldRule];

const POINT = { startTimeUnixNano: [2, 'fixed64'], timeUnixNano: [3, 'fixed64'] } as const;
const COUNTED = { count: [4, 'fixed64'], sum: [5, 'double', 'optional'] } as const;

/** Enums are int32 on the wire, and numbers in OTLP's JSON. */
const ROWS: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  ExportMetricsServiceRequest: { resourceMetrics: [1, 'ResourceMetrics', 'repeated'] },
  ExportMetricsServiceResponse: { partialSuccess: [1, 'PartialSuccess', 'optional'] },
  PartialSuccess: { rejectedDataPoints: [1, 'int64'], errorMessage: [2, 'string'] },
  ResourceMetrics: {
    resource: [1, 'Resource', 'optional'],
    scopeMetrics: [2, 'ScopeMetrics', 'repeated'],
    schemaUrl: [3, 'string'],
  },
  Resource: { attributes: [1, 'KeyValue', 'repeated'], droppedAttributesCount: [2, 'uint32'] },
  ScopeMetrics: {
    scope: [1, 'InstrumentationScope', 'optional'],
    metrics: [2, 'Metric', 'repeated'],
    schemaUrl: [3, 'string'],
  },
  InstrumentationScope: {
    name: [1, 'string'],
    version: [2, 'string'],
    attributes: [3, 'KeyValue', 'repeated'],
    droppedAttributesCount: [4, 'uint32'],
  },
  KeyValue: { key: [1, 'string'], value: [2, 'AnyValue', 'optional'] },
  AnyValue: {
    stringValue: [1, 'string', 'optional'],
    boolValue: [2, 'bool', 'optional'],
    intValue: [3, 'int64', 'optional'],
    doubleValue: [4, 'double', 'optional'],
    arrayValue: [5, 'ArrayValue', 'optional'],
    kvlistValue: [6, 'KeyValueList', 'optional'],
    bytesValue: [7, 'bytes', 'optional'],
  },
  ArrayValue: { values: [1, 'AnyValue', 'repeated'] },
  KeyValueList: { values: [1, 'KeyValue', 'repeated'] },
  Metric: {
    name: [1, 'string'],
    description: [2, 'string'],
    unit: [3, 'string'],
    gauge: [5, 'Gauge', 'optional'],
    sum: [7, 'Sum', 'optional'],
    histogram: [9, 'Histogram', 'optional'],
    exponentialHistogram: [10, 'ExponentialHistogram', 'optional'],
    summary: [11, 'Summary', 'optional'],
    metadata: [12, 'KeyValue', 'repeated'],
  },
  Gauge: { dataPoints: [1, 'NumberDataPoint', 'repeated'] },
  Sum: {
    dataPoints: [1, 'NumberDataPoint', 'repeated'],
    aggregationTemporality: [2, 'int32'],
    isMonotonic: [3, 'bool'],
  },
  Histogram: {
    dataPoints: [1, 'HistogramDataPoint', 'repeated'],
    aggregationTemporality: [2, 'int32'],
  },
  ExponentialHistogram: {
    dataPoints: [1, 'ExponentialHistogramDataPoint', 'repeated'],
    aggregationTemporality: [2, 'int32'],
  },
  Summary: { dataPoints: [1, 'SummaryDataPoint', 'repeated'] },
  NumberDataPoint: {
    ...POINT,
    attributes: [7, 'KeyValue', 'repeated'],
    asDouble: [4, 'double', 'optional'],
    asInt: [6, 'sfixed64', 'optional'],
    exemplars: [5, 'Exemplar', 'repeated'],
    flags: [8, 'uint32'],
  },
  HistogramDataPoint: {
    ...POINT,
    ...COUNTED,
    attributes: [9, 'KeyValue', 'repeated'],
    bucketCounts: [6, 'fixed64', 'repeated'],
    explicitBounds: [7, 'double', 'repeated'],
    exemplars: [8, 'Exemplar', 'repeated'],
    flags: [10, 'uint32'],
    min: [11, 'double', 'optional'],
    max: [12, 'double', 'optional'],
  },
  ExponentialHistogramDataPoint: {
    ...POINT,
    ...COUNTED,
    attributes: [1, 'KeyValue', 'repeated'],
    scale: [6, 'sint32'],
    zeroCount: [7, 'fixed64'],
    positive: [8, 'Buckets', 'optional'],
    negative: [9, 'Buckets', 'optional'],
    flags: [10, 'uint32'],
    exemplars: [11, 'Exemplar', 'repeated'],
    min: [12, 'double', 'optional'],
    max: [13, 'double', 'optional'],
    zeroThreshold: [14, 'double'],
  },
  Buckets: { offset: [1, 'sint32'], bucketCounts: [2, 'uint64', 'repeated'] },
  SummaryDataPoint: {
    ...POINT,
    attributes: [7, 'KeyValue', 'repeated'],
    count: [4, 'fixed64'],
    sum: [5, 'double'],
    quantileValues: [6, 'ValueAtQuantile', 'repeated'],
    flags: [8, 'uint32'],
  },
  ValueAtQuantile: { quantile: [1, 'double'], value: [2, 'double'] },
  Exemplar: {
    filteredAttributes: [7, 'KeyValue', 'repeated'],
    timeUnixNano: [2, 'fixed64'],
    asDouble: [3, 'double', 'optional'],
    asInt: [6, 'sfixed64', 'optional'],
    spanId: [4, 'bytes'],
    traceId: [5, 'bytes'],
  },
};

/** Field numbers and types of opentelemetry-proto 1.x, by message and by field. */
export const MESSAGES: ReadonlyMap<string, ReadonlyMap<string, FieldSchema>> = new Map(
  Object.entries(ROWS).map(([message, fields]) => [
    message,
    new Map(Object.entries(fields).map(([name, [id, type, rule = 'one']]) => [name, { id, type, rule }])),
  ]),
);

export const SIXTY_FOUR_BITS: ReadonlySet<string> = new Set(['int64', 'uint64', 'fixed64', 'sfixed64']);
