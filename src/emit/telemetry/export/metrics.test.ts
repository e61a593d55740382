import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Recorder } from '../recorder.ts';
import type { Notice } from './health.ts';
import { type MetricExport, type MetricExportOptions, startMetricExport } from './metrics.ts';

/** A busy machine is late with a timer. */
const SLOW = { timeout: 4_500 };

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A real HTTP server with the given responses. */
async function receiver(answer: RequestListener) {
  const seen: IncomingHttpHeaders[] = [];
  const sockets = new Set<unknown>();
  const server = createServer((request, response) => {
    seen.push(request.headers);
    request.resume().once('end', () => answer(request, response));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1/metrics`, seen, sockets };
}

function emptyRecorder(): Recorder {
  return new Recorder({
    identity: { name: 'openclaw', namespace: null, instanceId: 'pod-0:18789' },
    sessionKey: 'plain',
    seriesLimit: 2_000,
    now: Date.now,
    onWarning: () => {},
  });
}

function exporting(url: string, options: Partial<MetricExportOptions> = {}) {
  const notices: Notice[] = [];
  const recorder = emptyRecorder();
  const enqueue = () => recorder.record({ type: 'queue.lane.enqueue', lane: 'main', queueSize: 1 });
  enqueue();
  const metricExport: MetricExport = startMetricExport({
    recorder,
    url,
    shownUrl: url,
    headers: {},
    // Long enough to push by stop() only, unless a test says otherwise.
    intervalMs: 60_000,
    timeoutMs: 400,
    onNotice: (notice) => notices.push(notice),
    ...options,
  });
  return { metricExport, recorder, enqueue, notices };
}

/** Whether the next push would start its series again: nothing of the last one was stored. */
const startsAgain = (recorder: Recorder) => recorder.collect(1_000)?.metrics[0]?.points.length === 2;

describe('the outcome of a push', () => {
  it('is accepted, and acknowledged in the ledger', async () => {
    const { url } = await receiver((_, response) => response.end());
    const { metricExport, recorder, notices } = exporting(url);
    await metricExport.stop();
    expect(metricExport.status()).toMatchObject({ tried: 1, accepted: 1, refused: 0, lastError: null });
    expect(recorder.ledger().acknowledgedAt).not.toBeNull();
    expect(notices).toEqual([{ level: 'info', message: `${url} accepted the first push of metrics` }]);
    expect(startsAgain(recorder)).toBe(false);
  });

  it.each([
    [400, 'out of order sample', 'it answered 400, "out of order sample"'],
    [
      404,
      '404 page not found',
      'it answered 404, "404 page not found"; the server has no receiver at this path',
    ],
    [401, '', 'it answered 401; the receiver does not accept the credentials'],
    [503, 'starting up', 'it answered 503, "starting up"'],
  ])(
    'is rejected with %i: the status shows it, and the series start again',
    async (status, body, message) => {
      const { url } = await receiver((_, response) => response.writeHead(status).end(body));
      const { metricExport, recorder } = exporting(url);
      await metricExport.stop();
      const { lastError, refused, accepted } = metricExport.status();
      expect({ refused, accepted }).toEqual({ refused: 1, accepted: 0 });
      expect(lastError).toMatchObject({ status, code: null });
      expect(lastError?.message).toContain(message);
      expect(startsAgain(recorder)).toBe(true);
    },
  );

  it('is rejected when nothing listens', async () => {
    const { metricExport, recorder } = exporting('http://127.0.0.1:1/v1/metrics');
    await metricExport.stop();
    expect(metricExport.status().lastError).toMatchObject({ status: null, code: 'ECONNREFUSED' });
    expect(startsAgain(recorder)).toBe(true);
  });

  it.each([502, 504])('is unknown when a proxy answers %i', async (status) => {
    const { url } = await receiver((_, response) => response.writeHead(status).end());
    const { metricExport, recorder } = exporting(url);
    await metricExport.stop();
    expect(metricExport.status().lastError).toMatchObject({ status });
    expect(startsAgain(recorder)).toBe(false);
  });

  it('is unknown when the connection is cut after the request', async () => {
    const { url } = await receiver((request) => request.socket.resetAndDestroy());
    const { metricExport, recorder } = exporting(url);
    await metricExport.stop();
    expect(metricExport.status().lastError).toMatchObject({ status: null, code: 'ECONNRESET' });
    expect(startsAgain(recorder)).toBe(false);
  });

  it('is unknown without a response, and stopping waits no longer than the time-out', async () => {
    const { url } = await receiver(() => {});
    const { metricExport, recorder, notices } = exporting(url);
    const before = performance.now();
    await metricExport.stop();
    expect(performance.now() - before).toBeLessThan(2_000);
    await vi.waitFor(() => expect(metricExport.status().refused).toBe(1));
    expect(metricExport.status().lastError?.message).toContain('no answer within the time-out');
    expect(notices).toHaveLength(1);
    expect(startsAgain(recorder)).toBe(false);
  });

  it('is not a success when a web page answers 200', async () => {
    const { url } = await receiver((_, response) =>
      response.setHeader('content-type', 'text/html; charset=utf-8').end('<html>Sign in</html>'),
    );
    const { metricExport, recorder } = exporting(url);
    await metricExport.stop();
    expect(metricExport.status()).toMatchObject({ accepted: 0, refused: 1 });
    expect(metricExport.status().lastError?.message).toContain('web page');
    expect(recorder.ledger().acknowledgedAt).toBeNull();
  });

  it('is a partial success in status and log', async () => {
    // ExportMetricsServiceResponse { partial_success { rejected_data_points: 3, error_message: "x" } }
    const partial = Buffer.from([0x0a, 0x05, 0x08, 0x03, 0x12, 0x01, 0x78]);
    const { url } = await receiver((_, response) => response.end(partial));
    const { metricExport, notices } = exporting(url);
    await metricExport.stop();
    expect(metricExport.status()).toMatchObject({
      accepted: 1,
      lastPartial: { rejectedDataPoints: 3, message: 'x' },
    });
    expect(notices.at(-1)?.message).toContain('3 rejected, "x"');
  });
});

describe('the exporter', () => {
  it('keeps the zero start across retries of one push', async () => {
    let requests = 0;
    const { url } = await receiver((_, response) => {
      requests += 1;
      response.writeHead(requests === 1 ? 503 : 200, requests === 1 ? { 'retry-after': '1' } : {}).end();
    });
    const { metricExport, recorder } = exporting(url, { timeoutMs: 5_000 });
    await metricExport.stop();
    expect(requests).toBe(2);
    expect(metricExport.status()).toMatchObject({ tried: 1, accepted: 1 });
    expect(startsAgain(recorder)).toBe(false);
  });

  it('pushes every interval, and logs one line for a failure and one for the recovery', async () => {
    let status = 404;
    const { url } = await receiver((_, response) => response.writeHead(status).end());
    const { metricExport, notices } = exporting(url, { intervalMs: 50 });
    await vi.waitFor(() => expect(metricExport.status().refused).toBeGreaterThan(2), SLOW);
    expect(metricExport.status().state).toBe('failing');
    status = 200;
    await vi.waitFor(() => expect(metricExport.status().state).toBe('exporting'));
    await metricExport.stop();
    expect(metricExport.status().state).toBe('stopped');
    expect(notices.map(({ level }) => level)).toEqual(['warn', 'info']);
    expect(notices[1]?.message).toMatch(/arrive again .* after \d+ failed pushes/);
  });

  it('pushes nothing while nothing was recorded', async () => {
    const { url, seen } = await receiver((_, response) => response.end());
    const recorder = emptyRecorder();
    const { metricExport } = exporting(url, { recorder });
    await metricExport.stop();
    expect(seen).toHaveLength(0);
  });

  it('leaves no socket open when it stops', async () => {
    const { url, sockets } = await receiver((_, response) => response.end());
    const { metricExport } = exporting(url, { intervalMs: 50 });
    await vi.waitFor(() => expect(metricExport.status().accepted).toBeGreaterThan(1));
    await metricExport.stop();
    await vi.waitFor(() => expect(sockets.size).toBe(0));
  });

  it('can be stopped and started again in one process, and continues the same totals', async () => {
    const { url } = await receiver((_, response) => response.end());
    const first = exporting(url);
    await first.metricExport.stop();
    first.enqueue();
    const { metricExport } = exporting(url, { recorder: first.recorder });
    await metricExport.stop();
    const entry = first.recorder.ledger().metrics.find(({ name }) => name === 'openclaw.queue.lane.enqueue');
    expect(entry).toMatchObject({ live: { value: 2 }, acknowledged: { value: 2 } });
  });

  it('sends the headers of the config, which override those of the environment, and shows neither', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'authorization=from-env,x-tenant=blue');
    cleanups.push(() => {
      vi.unstubAllEnvs();
    });
    const { url, seen } = await receiver((_, response) => response.writeHead(401).end());
    const { metricExport, notices } = exporting(url, { headers: { authorization: 'Bearer secret' } });
    await metricExport.stop();
    expect(seen[0]).toMatchObject({
      authorization: 'Bearer secret',
      'x-tenant': 'blue',
      'content-type': 'application/x-protobuf',
    });
    expect(JSON.stringify([metricExport.status(), notices])).not.toContain('secret');
  });

  it('gives up on a push before the next is due, so that no two run at once', async () => {
    let open = 0;
    let most = 0;
    const { url } = await receiver((_, response) => {
      most = Math.max(most, (open += 1));
      response.once('close', () => (open -= 1));
    });
    const { metricExport } = exporting(url, { intervalMs: 200 });
    await vi.waitFor(() => expect(metricExport.status().refused).toBeGreaterThan(2), SLOW);
    await metricExport.stop();
    expect(most).toBe(1);
  });
});

describe("the exporter's own health", () => {
  /** A gateway that has recorded nothing, and pushes at short intervals. */
  const idle = (url: string) => {
    const recorder = emptyRecorder();
    const { metricExport } = exporting(url, { recorder, intervalMs: 100, timeoutMs: 80 });
    cleanups.push(() => metricExport.stop());
    /** Waits for an `error.type`; undefined for what was accepted. */
    const counted = (error: string | undefined) =>
      vi.waitFor(() => {
        const { rows = [] } = recorder.exporterMetrics.rows()[0] ?? {};
        const row = rows.find(({ attributes }) => attributes['error.type'] === error);
        expect(row?.total).toBeGreaterThan(0);
        return rows;
      }, SLOW);
    return { metricExport, recorder, counted };
  };

  it('is pushed by an idle gateway at every interval, and counted by no ledger', async () => {
    const { url, seen } = await receiver((_, response) => response.end());
    const { recorder, counted } = idle(url);
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(2), SLOW);
    expect(await counted(undefined)).toHaveLength(1);
    const { metrics, acknowledgedAt } = recorder.ledger();
    expect(acknowledgedAt).not.toBeNull();
    expect(metrics).toHaveLength(18);
    expect(metrics.every(({ live, acknowledged }) => live.events + acknowledged.events === 0)).toBe(true);
  });

  it('is not pushed where sdkMetrics is off', async () => {
    const { url, seen } = await receiver((_, response) => response.end());
    const { metricExport, recorder } = exporting(url, { sdkMetrics: false });
    await metricExport.stop();
    expect(seen).toHaveLength(1);
    expect(recorder.exporterMetrics.rows()).toEqual([]);
  });

  it.each([
    ['503', 503, ''],
    ['invalid_response', 200, '<html></html>'],
  ])('counts the data points of a push that failed by its error: %s', async (error, status, body) => {
    const { url } = await receiver((_, response) =>
      response.writeHead(status, body === '' ? {} : { 'content-type': 'text/html' }).end(body),
    );
    const [accepted] = await idle(url).counted(error);
    expect(accepted?.total).toBe(0);
  });

  it('names the code of an error without a response, and a time-out as such', async () => {
    await idle('http://127.0.0.1:1/v1/metrics').counted('ECONNREFUSED');
    const { url } = await receiver(() => {});
    await idle(url).counted('timeout');
  });
});
