import { describe, expect, it, onTestFinished } from 'vitest';
import { startModelServer } from '../../../demo/model-server/index.ts';
import { type ReadableContext, readableContext, until } from '../../../../test/support/gateway-context.ts';
import { FailingWrites } from '../../../../test/support/failing-writes.ts';
import { openStore, temporaryStateDir } from '../../../../test/support/state-store.ts';
import { MessageQueue } from '../queue/message-queue.ts';
import { AgentRunner } from '../runs/agent-runner.ts';
import { Sessions } from '../sessions/sessions.ts';
import { Cron } from './cron.ts';
import { JobRunner } from './job-runner.ts';
import { RunLog } from './run-log.ts';

const MINUTE = 60_000;
/** The clock of the tests begins at second 1. */
const HOURLY = { id: 'hourly', schedule: '0 * * * *', message: 'What is new?' };
const HOUR = 60 * MINUTE;

async function cronOf({ cron, slow = false }: { cron: unknown; slow?: boolean }) {
  const model = await startModelServer(() => (slow ? { kind: 'delay', ms: 300 } : undefined));
  onTestFinished(() => model.close());
  const config = {
    models: { providers: { main: { baseUrl: model.url, models: [{ id: 'large' }, { id: 'small' }] } } },
    agents: { defaults: { model: { primary: 'main/large' } } },
  };
  const context = readableContext({ ...config, cron });
  return {
    context,
    model,
    stateDir: await temporaryStateDir(),
    setCron: (changed: unknown) => context.setConfig({ ...config, cron: changed }),
  };
}

async function started(
  context: ReadableContext,
  stateDir: string,
  { signal }: Pick<AbortController, 'signal'> = new AbortController(),
) {
  const store = await openStore(context, stateDir);
  const queue = new MessageQueue(context);
  const sessions = new Sessions(context, store);
  const cron = new Cron(context, {
    store,
    runner: new JobRunner(context, queue, sessions, new AgentRunner(context, signal)),
    runLog: new RunLog(stateDir, context.log),
    redact: (text) => text,
    shutdown: signal,
  });
  await cron.start();
  const idle = () => until(() => cron.status().every(({ running }) => !running));
  const stop = async () => {
    await cron.stop();
    await store.close();
  };
  onTestFinished(stop);
  return { cron, idle, sessions, stop, store };
}

describe('Cron', () => {
  it('runs a job when it is due, in a separate session, and not before', async () => {
    const { context, model, stateDir } = await cronOf({
      cron: { jobs: [{ ...HOURLY, model: 'main/small' }] },
    });
    const { cron, idle, sessions } = await started(context, stateDir);
    expect(cron.status()).toMatchObject([{ nextRunAt: '1970-01-01T01:00:00.000Z', lastRun: null }]);
    cron.tick();
    expect(model.requests).toEqual([]);
    context.pass(HOUR);
    cron.tick();
    await idle();
    expect(model.requests).toMatchObject([{ model: 'small', messages: [{ content: 'What is new?' }] }]);
    context.pass(HOUR);
    cron.tick();
    await idle();
    // The second run receives no turns of the first.
    expect(model.requests[1]?.messages).toHaveLength(1);
    expect(cron.status()).toMatchObject([
      { nextRunAt: '1970-01-01T03:00:00.000Z', lastRun: { status: 'ok' }, lastDelivery: null },
    ]);
    expect(sessions.counts()).toMatchObject({ idle: 2 });
    // One series for the job, however often it runs.
    expect(new Set(context.ofType('session.state').map(({ sessionKey }) => sessionKey))).toEqual(
      new Set(['cron:hourly']),
    );
  });

  it('skips a run while the previous one is running', async () => {
    const { context, model, stateDir } = await cronOf({ cron: { jobs: [HOURLY] }, slow: true });
    const { cron, idle } = await started(context, stateDir);
    for (let hour = 0; hour < 3; hour += 1) {
      context.pass(HOUR);
      cron.tick();
    }
    await idle();
    expect(model.requests).toHaveLength(1);
    expect(context.lines.filter((line) => line.includes('is skipped'))).toEqual([
      'job hourly is skipped this time: its previous run is still running',
      'job hourly is skipped this time: its previous run is still running',
    ]);
    expect(await cron.trigger('hourly')).toMatchObject({ kind: 'started' });
    expect(await cron.trigger('hourly')).toEqual({
      kind: 'refused',
      why: 'its previous run is still running',
    });
    expect(await cron.trigger('other')).toEqual({ kind: 'unknown' });
    await idle();
  });

  it.each([
    ['makes up once for runs missed while nothing ran', 3 * HOUR + 20 * MINUTE, HOUR * 4, 1],
    ['leaves runs out that were missed for too long', 3 * HOUR + 20 * MINUTE, HOUR, 0],
  ])('%s', async (_promise, downMs, missedRunGraceMs, runs) => {
    const { context, model, stateDir } = await cronOf({ cron: { jobs: [HOURLY], missedRunGraceMs } });
    await (await started(context, stateDir)).stop();
    context.pass(downMs);
    const { cron, idle } = await started(context, stateDir);
    await idle();
    expect(model.requests).toHaveLength(runs);
    expect(cron.status()).toMatchObject([{ nextRunAt: '1970-01-01T04:00:00.000Z' }]);
    expect(context.lines.filter((line) => line.includes('missed for longer'))).toHaveLength(1 - runs);
  });

  it('applies changed, disabled and removed jobs while it runs', async () => {
    const { context, model, stateDir, setCron } = await cronOf({ cron: { jobs: [HOURLY] } });
    const { cron, idle } = await started(context, stateDir);
    const next = () => cron.status().map(({ id, nextRunAt }) => [id, nextRunAt]);
    setCron({ jobs: [{ ...HOURLY, schedule: '30 9 * * *', timeZone: 'Asia/Tokyo' }] });
    cron.reconfigure();
    expect(next()).toEqual([['hourly', '1970-01-01T00:30:00.000Z']]);
    setCron({ jobs: [{ ...HOURLY, enabled: false }] });
    cron.reconfigure();
    expect(next()).toEqual([['hourly', null]]);
    context.pass(5 * HOUR);
    cron.tick();
    setCron({ jobs: [HOURLY] });
    cron.reconfigure();
    cron.tick();
    await idle();
    // What was switched off has missed nothing.
    expect([next(), model.requests]).toEqual([[['hourly', '1970-01-01T06:00:00.000Z']], []]);
    setCron({ jobs: [] });
    cron.reconfigure();
    expect(next()).toEqual([]);
  });

  it('reports a run that fails, and continues', async () => {
    const jobs = [{ ...HOURLY, model: 'other/large' }];
    const { context, stateDir } = await cronOf({ cron: { jobs } });
    const { cron, idle } = await started(context, stateDir);
    await cron.trigger('hourly');
    await idle();
    const error = '"other/large" names a provider that models.providers does not have';
    expect(cron.status()).toMatchObject([{ lastRun: { status: 'error', error } }]);
    expect(context.lines).toContain(`job hourly failed: ${error}`);
  });

  it('leaves a run that cannot be noted on disk before the gateway stops to the next process', async () => {
    const { context, model, stateDir } = await cronOf({ cron: { jobs: [HOURLY] } });
    const shutdown = new AbortController();
    const { cron, stop, store } = await started(context, stateDir, shutdown);
    const full = new FailingWrites();
    context.pass(HOUR);
    cron.tick();
    await until(() => store.failure !== undefined);
    shutdown.abort();
    await cron.stop();
    full.end();
    await stop();
    expect(model.requests).toEqual([]);
    const next = await started(context, stateDir);
    await next.idle();
    expect(model.requests).toHaveLength(1);
    expect(next.cron.status()).toMatchObject([{ lastRun: { status: 'ok' } }]);
  });
});
