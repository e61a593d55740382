// Two gateways, each with a separate total. INSTANCES gives their ids; without it they have none.
const ids = (process.env.INSTANCES ?? '').split(',');
const totals = [0, 0];

async function push(index) {
  const id = ids[index] ? [{ key: 'service.instance.id', value: { stringValue: ids[index] } }] : [];
  const attributes = [{ key: 'service.name', value: { stringValue: 'openclaw' } }, ...id];
  const point = { asDouble: totals[index], timeUnixNano: `${Date.now()}000000` };
  const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] };
  const scopeMetrics = [{ metrics: [{ name: 'openclaw.tokens', sum }] }];
  totals[index] += 1 + 40 * index;
  await fetch(`${process.env.ENDPOINT}/v1/metrics`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceMetrics: [{ resource: { attributes }, scopeMetrics }] }),
  });
}

for (;;) {
  for (const index of totals.keys()) {
    await push(index).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
