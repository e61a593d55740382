import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createBackendSight } from '../../src/cli/sync/backend-sight.ts';
import type { WatchedChange } from '../../src/emit/sync/index.ts';
import { HttpSource, PrometheusApi } from '../../src/prove/sources/index.ts';
import { type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { describeWithServer } from '../harness/with-server.ts';
import { push } from '../support/push.ts';

const AT = Date.now() - 120_000;
const SETTLE_MS = 30_000;
const LINE = 'the log says at T "restart mode: in-process restart"';

await describeWithServer('prometheus', 'createBackendSight on a real Prometheus', (server) => {
  let prometheus: RunningBackend;
  let http: HttpSource;
  /** Each test has a separate job. */
  let job = 'shop0';
  let tests = 0;

  beforeAll(async () => {
    prometheus = await startBackend(server);
    http = new HttpSource(prometheus.url, { timeoutMs: 5_000 });
  }, 60_000);
  afterAll(async () => {
    await http.close();
    await prometheus.stop();
  });
  beforeEach(() => {
    tests += 1;
    job = `shop${tests}`;
  });

  /** Pushes a counter with a sample at each of these times, in seconds after the change. */
  async function samples(name: string, ...seconds: number[]): Promise<void> {
    for (const each of seconds) {
      await push(prometheus.otlpMetricsUrl, [{ name }], { service: job, at: AT + each * 1_000 });
    }
  }

  interface Situation extends Partial<WatchedChange> {
    readonly now?: number;
    readonly isLast?: boolean;
    readonly line?: string;
  }

  async function seen({ now = 100, isLast = true, line, ...change }: Situation = {}) {
    const sight = createBackendSight({
      api: new PrometheusApi(http),
      job,
      settleMs: SETTLE_MS,
      endInLog: async (since) => (since === AT ? line : undefined),
      now: () => AT + now * 1_000,
    });
    const { state, saw } = await sight.look(
      { at: AT, hash: 'sha256:1', text: '', intervalMs: 10_000, service: undefined, ...change },
      isLast,
    );
    return { state, saw: saw.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T').replaceAll(job, 'shop') };
  }

  it('sees telemetry arrive by a sample that the process of before cannot have pushed', async () => {
    await samples('openclaw.tokens', -5, 40);
    expect(await seen({ isLast: false })).toEqual({
      state: 'arriving',
      saw: 'samples of job shop are newer than T',
    });
  });

  it('does not take the samples of another gateway of the job for those of this one', async () => {
    const of = async (instance: string, ...seconds: number[]) => {
      for (const each of seconds)
        await push(prometheus.otlpMetricsUrl, [{ name: 'openclaw.tokens' }], {
          service: job,
          instance,
          at: AT + each * 1_000,
        });
    };
    await of('a', -5);
    await of('b', -5, 40);
    expect(await seen()).toEqual({
      state: 'unknown',
      saw: 'samples of 1 of 2 instances of job shop are newer than T',
    });
    // A pod in place of the one that ended has another name.
    await of('c', 45);
    expect(await seen()).toMatchObject({ state: 'arriving' });
  });

  it('does not take the last push of the process of before for one of after', async () => {
    await samples('openclaw.tokens', -5, 5, 29);
    expect(await seen({ isLast: false })).toMatchObject({ state: 'unknown' });
    expect(await seen({ line: LINE })).toMatchObject({ state: 'ended' });
  });

  it('proves the end by the log alone: a restarted gateway sends nothing before its first event, either', async () => {
    await samples('openclaw.tokens', -15, -5);
    expect(await seen()).toEqual({
      state: 'unknown',
      saw: 'no sample of job shop is newer than T; either the export ended, or the gateway was restarted and has recorded nothing since: --log and --release distinguish these, and so does a message through the gateway',
    });
    expect(await seen({ line: LINE })).toEqual({
      state: 'ended',
      saw: `no sample of job shop is newer than T; ${LINE}; restart the process of the gateway`,
    });
  });

  it('proves the end by a counter that needs no traffic, where one arrived before', async () => {
    await samples('openclaw.gateway.event_loop.observed_ms', -15, -5);
    expect(await seen()).toMatchObject({
      state: 'ended',
      saw: expect.stringContaining('which needs no traffic'),
    });
  });

  it("proves the end by the exporter's own health, where it arrived before and is not set", async () => {
    await samples('otel.sdk.exporter.metric_data_point.exported', -15, -5);
    const restartedAt = AT + 50_000;
    expect(await seen({ restartedAt })).toMatchObject({
      state: 'ended',
      saw: expect.stringContaining("its exporter's own health, which needs no traffic, is not there, either"),
    });
    const text = '{ diagnostics: { otel: { sdkMetrics: false } } }';
    expect(await seen({ restartedAt, text })).toMatchObject({ state: 'unknown' });
  });

  it('blames no change for what had not arrived before it', async () => {
    expect(await seen({ line: LINE })).toMatchObject({
      state: 'unknown',
      saw: 'no sample of job shop is newer than T; none arrived before the change, either',
    });
    await samples('openclaw.tokens', -60);
    expect(await seen({ line: LINE })).toMatchObject({ state: 'unknown' });
  });

  it('asks for the job that the configuration names', async () => {
    await samples('openclaw.tokens', -5);
    expect(await seen({ line: LINE, service: 'till' })).toMatchObject({
      state: 'unknown',
      saw: expect.stringContaining('names the service till: give that as --job'),
    });
  });

  it('takes any sample after a restart, and does not know without one', async () => {
    await samples('openclaw.tokens', -5);
    const restartedAt = AT + 50_000;
    expect(await seen({ restartedAt, line: LINE })).toMatchObject({
      state: 'unknown',
      saw: expect.stringContaining('sends nothing before its first event'),
    });
    await samples('openclaw.tokens', 51);
    expect(await seen({ restartedAt })).toMatchObject({ state: 'arriving' });
  });

  it('counts neither what a scrape writes about itself nor another job', async () => {
    await samples('openclaw.tokens', -5);
    await samples('up', 60);
    await push(prometheus.otlpMetricsUrl, [{ name: 'openclaw.tokens' }], {
      service: 'till',
      at: AT + 60_000,
    });
    expect(await seen()).toMatchObject({ state: 'unknown' });
  });
});
