// The exporter of another service: it pushes one counter each second to each receiver in TARGETS.
const targets = process.env.TARGETS.split(',');
// It first pushes ten seconds of history, so that there is something to compare at once.
const HISTORY_S = 10;
const begun = `${Date.now() - (HISTORY_S + 1) * 1_000}000000`;
let total = 0;

async function push(at = Date.now()) {
  total += 1;
  const point = { asInt: `${total}`, startTimeUnixNano: begun, timeUnixNano: `${at}000000` };
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

const now = Date.now();
for (let ago = HISTORY_S; ago > 0; ago -= 1) await push(now - ago * 1_000);
setInterval(() => void push(), 1_000);
