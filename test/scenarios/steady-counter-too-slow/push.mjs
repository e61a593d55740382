// A gateway that has run for five minutes: its event-loop counter grows by PER_SECOND.
const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, PER_SECOND: rate } = process.env;
const INTERVAL_MS = 10_000;
const begun = Date.now() - 300_000;

async function push(at) {
  const point = {
    startTimeUnixNano: `${begun}000000`,
    timeUnixNano: `${at}000000`,
    asDouble: ((at - begun) / 1_000) * Number(rate),
  };
  const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] };
  const metrics = [{ name: 'openclaw.gateway.event_loop.observed_ms', unit: 'ms', sum }];
  const attributes = [
    { key: 'service.name', value: { stringValue: 'loop' } },
    { key: 'service.instance.id', value: { stringValue: 'loop-0' } },
  ];
  const scopeMetrics = [{ scope: { name: 'openclaw' }, metrics }];
  await fetch(`${endpoint}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceMetrics: [{ resource: { attributes }, scopeMetrics }] }),
  });
}

for (let at = begun + INTERVAL_MS; at < Date.now(); at += INTERVAL_MS) await push(at);
setInterval(() => void push(Date.now()), 1_000);
