// Metrics as OpenClaw 2026.9 names and labels them. FAULTY has the faults of its records; without it each run has its
// usage, its tokens and a model without a slash.
const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, FAULTY } = process.env;
const isFaulty = FAULTY === 'true';
const begun = `${Date.now()}000000`;
let pushes = 0;

const keys = (attributes) =>
  Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));
const times = () => ({ startTimeUnixNano: begun, timeUnixNano: `${Date.now()}000000` });
const counter = (name, points) => ({
  name,
  unit: '1',
  sum: {
    aggregationTemporality: 2,
    isMonotonic: true,
    dataPoints: points.map(([asDouble, attributes]) => ({
      ...times(),
      asDouble,
      attributes: keys(attributes),
    })),
  },
});
const histogram = (name, unit, points) => ({
  name,
  unit,
  histogram: {
    aggregationTemporality: 2,
    dataPoints: points.map(([below, above, attributes]) => ({
      ...times(),
      count: `${below + above}`,
      sum: below + above,
      explicitBounds: [10_000],
      bucketCounts: [`${below}`, `${above}`],
      attributes: keys(attributes),
    })),
  },
});

async function push() {
  pushes += 1;
  const runs = 30 * pushes;
  const model = isFaulty ? 'house/small' : 'small';
  const outcome = [runs, 0, { 'openclaw.outcome': 'completed' }];
  const usage = [runs, 0, { 'openclaw.channel': 'webchat', 'openclaw.agent': 'main' }];
  const event = (status) => ({
    'openclaw.exporter': 'diagnostics-otel',
    'openclaw.signal': 'traces',
    'openclaw.status': status,
  });
  const metrics = [
    histogram('openclaw.run.duration_ms', 'ms', isFaulty ? [outcome, usage] : [usage]),
    counter('openclaw.tokens', [
      [isFaulty ? 0 : 90 * pushes, { 'openclaw.model': model, 'openclaw.token': 'input' }],
    ]),
    histogram('gen_ai.client.token.usage', '{token}', [
      [runs, 0, { 'gen_ai.request.model': isFaulty ? 'unknown' : model }],
    ]),
    histogram('openclaw.memory.rss_bytes', 'By', [isFaulty ? [0, runs, {}] : [runs, 0, {}]]),
    counter('openclaw.diagnostic.async_queue.dropped', [
      [isFaulty ? 40 : 0, { 'openclaw.diagnostic.async_queue.drop_class': 'total' }],
    ]),
    counter('openclaw.telemetry.exporter.events', [[1, event(isFaulty ? 'failure' : 'started')]]),
  ];
  const attributes = keys({ 'service.name': 'openclaw', 'service.instance.id': 'openclaw-own-figures' });
  await fetch(`${endpoint}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceMetrics: [
        { resource: { attributes }, scopeMetrics: [{ scope: { name: 'openclaw' }, metrics }] },
      ],
    }),
  });
}

setInterval(() => void push(), 1_000);
