// The exporter of another service: deliveries take a minute, and HIGHEST_BOUND ends its buckets.
const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, HIGHEST_BOUND: highest } = process.env;
const TAKEN_MS = 60_000;
const begun = `${Date.now()}000000`;
const explicitBounds = [1_000, Number(highest)];
let count = 0;

async function push() {
  count += 1;
  const bucketCounts = TAKEN_MS > explicitBounds[1] ? [0, 0, count] : [0, count, 0];
  const point = {
    startTimeUnixNano: begun,
    timeUnixNano: `${Date.now()}000000`,
    count: `${count}`,
    sum: count * TAKEN_MS,
    explicitBounds,
    bucketCounts: bucketCounts.map(String),
  };
  const histogram = { aggregationTemporality: 2, dataPoints: [point] };
  const attributes = [
    { key: 'service.name', value: { stringValue: 'shop' } },
    { key: 'service.instance.id', value: { stringValue: 'shop-0' } },
  ];
  const scopeMetrics = [{ scope: { name: 'shop' }, metrics: [{ name: 'shop.delivery_ms', histogram }] }];
  await fetch(`${endpoint}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceMetrics: [{ resource: { attributes }, scopeMetrics }] }),
  });
}

setInterval(() => void push(), 1_000);
