// The exporter of another service: it pushes one counter, as its environment says.
const { ENDPOINT = '', METRIC = '', START = '' } = process.env;
let total = START === 'zero' ? 0 : 7;
const push = async () => {
  const point = { asDouble: total, timeUnixNano: `${Date.now()}000000`, attributes: [] };
  const sum = { dataPoints: [point], aggregationTemporality: 2, isMonotonic: true };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'till' } }] };
  const scopeMetrics = [{ metrics: [{ name: METRIC, sum }] }];
  await fetch(`${ENDPOINT}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics }] }),
  });
  total += 7;
};
await push();
setInterval(() => void push(), 500);
