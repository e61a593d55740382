// Another service's exporter, which pushes one counter each second under the name that it is told.
const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: name } = process.env;
const begun = `${Date.now()}000000`;
let total = 0;

async function push() {
  total += 1;
  const point = { asInt: `${total}`, startTimeUnixNano: begun, timeUnixNano: `${Date.now()}000000` };
  const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] };
  const attributes = [
    { key: 'service.name', value: { stringValue: name } },
    { key: 'service.instance.id', value: { stringValue: 'shop-0' } },
  ];
  const scopeMetrics = [{ scope: { name: 'shop' }, metrics: [{ name: 'shop.orders', sum }] }];
  await fetch(`${endpoint}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceMetrics: [{ resource: { attributes }, scopeMetrics }] }),
  });
}

setInterval(push, 1_000);
