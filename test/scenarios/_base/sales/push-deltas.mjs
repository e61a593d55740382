// The exporter of another service: it pushes one counter, as totals or as deltas of 3 and 5 in turn.
const { ENDPOINT = '', TEMPORALITY = '' } = process.env;
const isDelta = TEMPORALITY === 'delta';
const begun = Date.now();
let last = begun;
let count = 0;
let total = 0;
const push = async () => {
  const now = Date.now();
  const step = count % 2 === 0 ? 5 : 3;
  count += 1;
  total += step;
  const point = {
    asDouble: isDelta ? step : total,
    startTimeUnixNano: `${isDelta ? last : begun}000000`,
    timeUnixNano: `${now}000000`,
    attributes: [],
  };
  last = now;
  const sum = { dataPoints: [point], aggregationTemporality: isDelta ? 1 : 2, isMonotonic: true };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'till' } }] };
  const scopeMetrics = [{ metrics: [{ name: 'sales', sum }] }];
  await fetch(`${ENDPOINT}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics }] }),
  });
};
await push();
setInterval(() => void push(), 500);
