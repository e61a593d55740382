import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { startMetricExport } from '../../src/emit/telemetry/export/metrics.ts';
import { Recorder } from '../../src/emit/telemetry/index.ts';
import { describeWithServer } from '../harness/with-server.ts';

const METRIC = 'openclaw_queue_lane_enqueue_total';
/** Longer than any test: pushes happen only when a test makes them. */
const LONG = 60_000;

await describeWithServer('prometheus', 'increase() in a real Prometheus', (found) => {
  let prometheus: RunningBackend;
  beforeAll(async () => {
    prometheus = await startBackend(found);
  });
  afterAll(async () => {
    await prometheus.stop();
  });

  /** A gateway's process with a separate recorder. Each test has its identity, and so its series. */
  function gateway(name: string) {
    const clock = { now: Date.now };
    const recorder = new Recorder({
      identity: { name, namespace: null, instanceId: 'pod-0:18789' },
      sessionKey: 'plain',
      seriesLimit: 2_000,
      now: () => clock.now(),
      onWarning: () => {},
    });
    const enqueue = (lane = 'main') => recorder.record({ type: 'queue.lane.enqueue', lane, queueSize: 1 });
    const start = (url = prometheus.otlpMetricsUrl, intervalMs = LONG, timeoutMs = 2_000) =>
      startMetricExport({
        recorder,
        url,
        shownUrl: url,
        headers: {},
        intervalMs,
        timeoutMs,
        onNotice: () => {},
      });
    /** One push, as at shutdown. @returns its result */
    const flush = async (url?: string, timeoutMs?: number) => {
      const metricExport = start(url, LONG, timeoutMs);
      await metricExport.stop();
      return metricExport.status();
    };
    return { clock, enqueue, start, flush };
  }

  async function query(
    expression: string,
  ): Promise<{ value?: [number, string]; values?: [number, string][] }[]> {
    const response = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const { data } = (await response.json()) as {
      data: { result: { value?: [number, string]; values?: [number, string][] }[] };
    };
    return data.result;
  }

  /** The growth of all series of a gateway from sample to sample, with resets, without increase()'s extrapolation. */
  async function grown(job: string): Promise<number> {
    let sum = 0;
    for (const { values = [] } of await query(`${METRIC}{job="${job}"}[5m]`)) {
      const numbers = values.map(([, value]) => Number(value));
      numbers.slice(1).forEach((value, index) => {
        const before = numbers[index] as number;
        sum += value < before ? value : value - before;
      });
    }
    return sum;
  }

  it('counts every event: 20 single events are 20', async () => {
    const { enqueue, start } = gateway('twenty');
    const metricExport = start(undefined, 1_000);
    for (let event = 0; event < 20; event += 1) {
      enqueue();
      await sleep(150);
    }
    await metricExport.stop();
    expect(metricExport.status()).toMatchObject({ refused: 0 });
    const [result] = await query(`increase(${METRIC}{job="twenty"}[1m])`);
    expect(Number(result?.value?.[1])).toBeGreaterThan(19.5);
    expect(Number(result?.value?.[1])).toBeLessThan(21);
  });

  it('counts every event if the process restarts within one interval, with the same identity', async () => {
    const first = gateway('restarted');
    for (let event = 0; event < 7; event += 1) first.enqueue();
    expect(await first.flush()).toMatchObject({ accepted: 1 });
    const second = gateway('restarted');
    second.enqueue();
    second.enqueue();
    expect(await second.flush()).toMatchObject({ accepted: 1, lastError: null });
    expect(await grown('restarted')).toBe(9);
  });

  it('counts every event if a flush comes early, within one interval of the push before', async () => {
    const { enqueue, flush } = gateway('early');
    enqueue();
    expect(await flush()).toMatchObject({ accepted: 1 });
    enqueue();
    enqueue('cron');
    expect(await flush()).toMatchObject({ accepted: 1, lastError: null });
    expect(await grown('early')).toBe(3);
  });

  it('counts every event if two pushes are within a millisecond', async () => {
    const { clock, enqueue, flush } = gateway('rushed');
    const reading = Date.now();
    clock.now = () => reading;
    const statuses = [];
    for (const lane of ['a', 'b', 'c']) {
      enqueue('main');
      enqueue(lane);
      statuses.push(await flush());
    }
    expect(statuses.map(({ lastError }) => lastError)).toEqual([null, null, null]);
    expect(await grown('rushed')).toBe(6);
  });

  it('counts every event if the backend was down for the first pushes', async () => {
    const { enqueue, flush } = gateway('patient');
    enqueue();
    expect(await flush('http://127.0.0.1:1/v1/metrics', 100)).toMatchObject({ refused: 1 });
    enqueue();
    expect(await flush()).toMatchObject({ accepted: 1 });
    expect(await grown('patient')).toBe(2);
  });

  it('counts every event if the clock is set back between two pushes', async () => {
    const { clock, enqueue, flush } = gateway('set-back');
    enqueue();
    expect(await flush()).toMatchObject({ accepted: 1 });
    clock.now = () => Date.now() - 120_000;
    enqueue();
    enqueue('cron');
    expect(await flush()).toMatchObject({ accepted: 1, lastError: null });
    expect(await grown('set-back')).toBe(3);
  });

  it.each([
    ['and the exporter gave up', 300],
    ['and the exporter sent it again, which Prometheus rejects as out of order', 4_000],
  ])(
    'counts nothing twice if a push was stored, its response was lost %s',
    async (_, timeoutMs) => {
      const name = `lost-answer-${timeoutMs}`;
      const { enqueue, flush } = gateway(name);
      let swallow = true;
      const proxy = createServer((incoming, outgoing) => {
        const forwarded = httpRequest(
          prometheus.otlpMetricsUrl,
          { method: 'POST', headers: incoming.headers },
          (answer) => {
            if (swallow) {
              swallow = false;
              answer.resume().once('end', () => incoming.socket.resetAndDestroy());
            } else {
              outgoing.writeHead(answer.statusCode ?? 500);
              answer.pipe(outgoing);
            }
          },
        );
        incoming.pipe(forwarded);
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`;
      enqueue();
      expect(await flush(url, timeoutMs)).toMatchObject({ accepted: 0, refused: 1 });
      enqueue();
      enqueue();
      expect(await flush(url)).toMatchObject({ accepted: 1, lastError: null });
      proxy.closeAllConnections();
      proxy.close();
      expect(await grown(name)).toBe(3);
    },
    20_000,
  );
});
