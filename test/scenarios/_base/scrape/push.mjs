// What the plugin diagnostics-otel of OpenClaw 2026.9 pushes of one metric, by its documents and not by a recording; and the
// page for a scrape beside it.
import './exporter.mjs';

const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = process.env;
const begun = `${Date.now()}000000`;
let total = 0;

async function push() {
  total += 4;
  const point = {
    asInt: `${total}`,
    startTimeUnixNano: begun,
    timeUnixNano: `${Date.now()}000000`,
    attributes: [
      { key: 'openclaw.channel', value: { stringValue: 'telegram' } },
      { key: 'openclaw.outcome', value: { stringValue: 'completed' } },
    ],
  };
  const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'openclaw' } }] };
  const metrics = [{ name: 'openclaw.message.processed', unit: '1', sum }];
  await fetch(`${endpoint}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: 'openclaw' }, metrics }] }],
    }),
  });
}

setInterval(() => void push(), 1_000);
