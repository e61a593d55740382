// The exporter of another service: it pushes one counter each second, as its environment says.
const {
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_SERVICE_NAME: name = 'shop',
  CONTENT_TYPE: type = 'application/json',
  TEMPORALITY: temporality = '2',
} = process.env;
const begun = `${Date.now()}000000`;
let total = 0;

async function push() {
  total += 1;
  const point = { asInt: `${total}`, startTimeUnixNano: begun, timeUnixNano: `${Date.now()}000000` };
  const sum = { aggregationTemporality: Number(temporality), isMonotonic: true, dataPoints: [point] };
  const attributes = [
    { key: 'service.name', value: { stringValue: name } },
    { key: 'service.instance.id', value: { stringValue: 'shop-0' } },
  ];
  const scopeMetrics = [{ scope: { name: 'shop' }, metrics: [{ name: 'shop.orders', sum }] }];
  await fetch(`${endpoint}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: JSON.stringify({ resourceMetrics: [{ resource: { attributes }, scopeMetrics }] }),
  });
}

setInterval(() => void push(), 1_000);
