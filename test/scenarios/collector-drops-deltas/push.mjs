// A service that pushes a gauge and a sum each second; TEMPORALITY says which one the sum has: 1 delta, 2 cumulative.
const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, TEMPORALITY: temporality = '2' } = process.env;
const begun = `${Date.now()}000000`;
let total = 0;

async function push() {
  total += 1;
  const time = { startTimeUnixNano: begun, timeUnixNano: `${Date.now()}000000` };
  const dataPoints = [{ asInt: `${total}`, ...time }];
  const sum = { aggregationTemporality: Number(temporality), isMonotonic: true, dataPoints };
  const metrics = [
    { name: 'shop.queue', gauge: { dataPoints: [{ asInt: '3', ...time }] } },
    { name: 'shop.orders', sum },
  ];
  const attributes = [
    { key: 'service.name', value: { stringValue: 'shop' } },
    { key: 'service.instance.id', value: { stringValue: 'shop-0' } },
  ];
  await fetch(`${endpoint}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ scope: { name: 'shop' }, metrics }] }],
    }),
  });
}

setInterval(() => void push(), 1_000);
