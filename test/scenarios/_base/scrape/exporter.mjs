// A page like that of the plugin diagnostics-prometheus of OpenClaw 2026.9, by its documents and not by a recording: its
// path, its answers without a token, and the HTML that the gateway answers elsewhere. PAGE=collector is a page like that of
// the prometheus exporter of a collector, which has its own job and instance.
import { createServer } from 'node:http';

const { PORT, TOKEN, PAGE = 'gateway', SERIES = '1', FROZEN, PLUGIN = 'on' } = process.env;
const started = Date.now();

function page() {
  const events = FROZEN ? 7 : Math.floor((Date.now() - started) / 250);
  const own = PAGE === 'collector' ? 'job="openclaw",instance="pod-1",' : '';
  const tools = Array.from(
    { length: Number(SERIES) },
    (_, index) =>
      `openclaw_tool_execution_total{${own}tool="tool${index}",tool_source="core",outcome="completed"} ${events + index}`,
  );
  return [
    '# TYPE openclaw_gateway_build_info gauge',
    `openclaw_gateway_build_info{${own}process_instance_id="p-1",build_id="b-1"} 1`,
    '# TYPE openclaw_gateway_event_loop_observed_seconds_total counter',
    `openclaw_gateway_event_loop_observed_seconds_total{${own}lab="1"} ${FROZEN ? 3.5 : (Date.now() - started) / 1000}`,
    '# TYPE openclaw_message_processed_total counter',
    `openclaw_message_processed_total{${own}channel="telegram",outcome="completed",reason="none"} ${events}`,
    '# TYPE openclaw_queue_lane_size gauge',
    `openclaw_queue_lane_size{${own}lane="main"} 0`,
    '# TYPE openclaw_tool_execution_total counter',
    ...tools,
    '',
  ].join('\n');
}

const METRICS = PAGE === 'collector' ? '/metrics' : '/api/diagnostics/prometheus';

createServer(({ url, headers }, response) => {
  const { pathname } = new URL(url, 'http://gateway');
  const answer = (status, type, body) => response.writeHead(status, { 'content-type': type }).end(body);
  if (pathname === METRICS && PLUGIN === 'on') {
    if (TOKEN !== undefined && headers.authorization !== `Bearer ${TOKEN}`)
      return answer(401, 'text/plain', 'Unauthorized');
    return answer(200, 'text/plain; version=0.0.4; charset=utf-8', page());
  }
  if (pathname.startsWith('/api/')) return answer(404, 'text/plain; charset=utf-8', 'Not Found');
  return answer(200, 'text/html; charset=utf-8', '<!doctype html><title>OpenClaw</title>');
}).listen(Number(PORT), '127.0.0.1');
