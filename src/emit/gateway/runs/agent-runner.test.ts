import { afterEach, describe, expect, it } from 'vitest';
import { readableContext } from '../../../../test/support/gateway-context.ts';
import { type FaultPlan, type ModelServer, startModelServer } from '../../../demo/model-server/index.ts';
import { AgentRunner, NoModelError } from './agent-runner.ts';

let server: ModelServer;
afterEach(() => server?.close());

async function runnerWith(plan: FaultPlan, more: object = {}, provider: object = {}) {
  server = await startModelServer(plan);
  const models = [{ id: 'large', contextWindow: 1_000, cost: { input: 1_000_000 } }, { id: 'small' }];
  const context = readableContext({
    models: { providers: { main: { baseUrl: server.url, models, ...provider } } },
    agents: {
      defaults: { model: { primary: 'main/large', fallbacks: ['main/small'] }, retryDelayMs: 1, ...more },
    },
  });
  const abort = new AbortController();
  const runner = new AgentRunner(context, abort.signal);
  let activity = 0;
  const run = (content: string) =>
    runner.run({
      sessionKey: 's',
      channel: 'webhook',
      messages: [{ role: 'user', content }],
      onActivity: () => (activity += 1),
    });
  return { context, run, abort, activity: () => activity };
}

const attempts = (context: ReturnType<typeof readableContext>) =>
  context.ofType('run.attempt').map(({ attempt }) => attempt);

describe('AgentRunner', () => {
  it.each([true, false])('reads text, usage and cost from the response (streamed: %s)', async (stream) => {
    const { context, run, activity } = await runnerWith(() => undefined, {}, { stream });
    expect(await run('12345678')).toMatchObject({ status: 'ok', text: 'You said: 12345678', model: 'large' });
    expect(context.ofType('model.usage')).toMatchObject([
      {
        provider: 'main',
        model: 'large',
        usage: { input: 1, output: 5, cacheRead: 0, cacheWrite: 1, prompt: 2, total: 7 },
        context: { limit: 1_000, used: 7 },
        costUsd: 1,
      },
    ]);
    expect(context.ofType('run.completed')).toMatchObject([{ runId: 'id-1', status: 'ok', model: 'large' }]);
    // Each piece of a streamed answer is a sign of life.
    expect(activity()).toBeGreaterThan(stream ? 4 : 0);
  });

  it.each(['status 500', 'status 429', 'cut'])('tries again after: %s', async (what) => {
    const [kind, status] = what.split(' ');
    const fault =
      kind === 'cut' ? ({ kind: 'cut' } as const) : ({ kind: 'status', status: Number(status) } as const);
    const { context, run } = await runnerWith(({ time }) => (time <= 2 ? fault : undefined));
    expect(await run('x')).toMatchObject({ status: 'ok', model: 'large' });
    expect(attempts(context)).toEqual([1, 2, 3]);
  });

  it.each([
    ['status', { kind: 'status', status: 400 }],
    ['rubbish', { kind: 'rubbish' }],
  ] as const)('goes to the fallback at once where another try is of no use: %s', async (_, fault) => {
    const { context, run } = await runnerWith(({ model }) => (model === 'large' ? fault : undefined));
    expect(await run('x')).toMatchObject({ status: 'ok', model: 'small' });
    expect(attempts(context)).toEqual([1, 2]);
    expect(context.ofType('model.usage')[0]).not.toHaveProperty('costUsd');
  });

  it('ends with an error when all models fail', async () => {
    const { context, run } = await runnerWith(() => ({ kind: 'status', status: 500 }), { maxAttempts: 2 });
    expect(await run('x')).toMatchObject({
      status: 'error',
      model: 'small',
      error: expect.stringContaining('500'),
    });
    expect(attempts(context)).toEqual([1, 2, 3, 4]);
    expect(context.ofType('run.completed')).toMatchObject([{ status: 'error', model: 'small' }]);
    expect(context.ofType('model.usage')).toEqual([]);
  });

  it('ends with a time-out when the run or its calls take too long', async () => {
    const slow = await runnerWith(() => ({ kind: 'delay', ms: 5_000 }), {
      requestTimeoutMs: 20,
      maxAttempts: 1,
    });
    expect(await slow.run('x')).toMatchObject({ status: 'timeout' });
    expect(attempts(slow.context)).toEqual([1, 2]);
    await server.close();
    const late = await runnerWith(() => ({ kind: 'delay', ms: 5_000 }), { timeoutMs: 30 });
    expect(await late.run('x')).toMatchObject({ status: 'timeout', model: 'large' });
    expect(attempts(late.context)).toEqual([1]);
  });

  it('ends as aborted at shutdown', async () => {
    const { run, abort } = await runnerWith(() => ({ kind: 'delay', ms: 5_000 }));
    setTimeout(() => abort.abort(), 20);
    expect(await run('x')).toMatchObject({ status: 'aborted' });
  });

  it('says what to set when there is no model', async () => {
    const runner = new AgentRunner(readableContext(), new AbortController().signal);
    const request = { sessionKey: 's', channel: 'c', messages: [], onActivity: () => undefined };
    await expect(runner.run(request)).rejects.toThrow(NoModelError);
    await expect(runner.run(request)).rejects.toThrow('agents.defaults.model.primary');
  });
});
