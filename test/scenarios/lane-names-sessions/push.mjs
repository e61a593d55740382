// A gateway with a lane for each session; LANES are the names that it sends.
const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, LANES: lanes = '' } = process.env;
const begun = `${Date.now()}000000`;
let count = 0;

async function push() {
  count += 1;
  const dataPoints = lanes.split(',').map((lane) => ({
    startTimeUnixNano: begun,
    timeUnixNano: `${Date.now()}000000`,
    asDouble: count,
    attributes: [{ key: 'openclaw.lane', value: { stringValue: lane } }],
  }));
  const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints };
  const attributes = [
    { key: 'service.name', value: { stringValue: 'lanes' } },
    { key: 'service.instance.id', value: { stringValue: 'lanes-0' } },
  ];
  const metrics = [{ name: 'openclaw.queue.lane.enqueue', unit: '1', sum }];
  const scopeMetrics = [{ scope: { name: 'openclaw' }, metrics }];
  await fetch(`${endpoint}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceMetrics: [{ resource: { attributes }, scopeMetrics }] }),
  });
}

setInterval(() => void push(), 1_000);
