// Another service's exporter, which pushes one counter each second to each receiver that it is told.
const targets = process.env.TARGETS.split(',');
const begun = `${Date.now()}000000`;
let total = 0;

async function push() {
  total += 1;
  const point = { asInt: `${total}`, startTimeUnixNano: begun, timeUnixNano: `${Date.now()}000000` };
  const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] };
  const attributes = [
    { key: 'service.name', value: { stringValue: 'shop' } },
    { key: 'service.instance.id', value: { stringValue: 'shop-0' } },
  ];
  const scopeMetrics = [{ scope: { name: 'shop' }, metrics: [{ name: 'shop.orders', sum }] }];
  const body = JSON.stringify({ resourceMetrics: [{ resource: { attributes }, scopeMetrics }] });
  const headers = { 'content-type': 'application/json' };
  await Promise.all(
    targets.map((url) => fetch(`${url}/api/v1/otlp/v1/metrics`, { method: 'POST', headers, body })),
  );
}

setInterval(push, 1_000);
