import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { type ModelServer, startModelServer } from '../../src/demo/model-server/index.ts';
import { AcceptedMessages } from '../harness/accepted-messages.ts';
import { API_TOKEN, GatewayProcess } from '../harness/gateway-process.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const HOOK_TOKEN = 'hook-token-of-the-test';
const isFull = process.env['THROUGHLINE_FULL'] === 'true';
const KILLS = isFull ? 200 : 20;
/** A gateway accepts up to so many messages before it is killed; one of five is killed while it starts. */
const LONGEST_LIFE = 80;
const LONGEST_START_MS = 1_500;
const SENDERS = 8;

let gateway: GatewayProcess;
let model: ModelServer;
let receiver: WebhookReceiver;

afterEach(async () => {
  await gateway.dispose();
  await model.close();
  receiver.close();
});

function config(queue: Record<string, unknown> = {}, cron: Record<string, unknown> = {}) {
  const delivery = { mode: 'webhook', to: receiver.url };
  return {
    gateway: { port: 0, auth: { token: API_TOKEN } },
    models: { providers: { main: { baseUrl: model.url, models: [{ id: 'large' }] } } },
    agents: { defaults: { model: { primary: 'main/large' } } },
    channels: { webhook: { webhookToken: HOOK_TOKEN } },
    queue: { lanes: { main: { concurrency: 8 } }, maxDepth: 200, keepResults: 1_000_000, ...queue },
    cron: {
      webhookToken: 'cron-token',
      deliveryRetryDelayMs: 20,
      jobs: [{ id: 'report', schedule: '0 0 1 1 *', message: 'what happened', delivery }],
      ...cron,
    },
  };
}

const asked = (): string[] => model.requests.flatMap(({ messages }) => messages.at(-1)?.content ?? []);
const reach = {
  post: (body: unknown) => gateway.post('webhook', body, HOOK_TOKEN),
  find: (id: string) =>
    fetch(`${gateway.url}/api/messages/${id}`, { headers: { authorization: `Bearer ${API_TOKEN}` } }),
};

async function runReport(): Promise<string | undefined> {
  const response = await fetch(`${gateway.url}/api/cron/report/run`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_TOKEN}` },
  });
  const { sessionKey } = (await response.json()) as { sessionKey?: string };
  return response.status === 202 ? sessionKey : undefined;
}

/** Runs a job again and again. */
async function runReports(stop: AbortSignal, accepted: Set<string>): Promise<void> {
  while (!stop.aborted) {
    const sessionKey = await runReport().catch(() => undefined);
    if (sessionKey !== undefined) accepted.add(sessionKey);
    await sleep(30);
  }
}

describe('a gateway that is killed', () => {
  it(
    `loses nothing that it answered 202, and runs nothing twice, over ${KILLS} kills at random moments`,
    async () => {
      model = await startModelServer(({ time, text }) => ({
        kind: 'delay',
        ms: (text.length * 7 + time) % 60,
      }));
      receiver = await startWebhookReceiver((time) => (time % 5 === 0 ? 503 : 200));
      gateway = await new GatewayProcess().start(config());
      const messages = new AcceptedMessages(reach);
      const reports = new Set<string>();
      const stop = new AbortController();
      const traffic = [
        ...Array.from({ length: SENDERS }, () => messages.send(stop.signal)),
        runReports(stop.signal, reports),
      ];
      for (let kill = 0; kill < KILLS; kill += 1) {
        const starting = kill === 0 ? undefined : gateway.start(config());
        if (kill % 5 === 4) await sleep(Math.random() * LONGEST_START_MS);
        else {
          await starting;
          const enough = messages.accepted.size + Math.random() * LONGEST_LIFE;
          await gateway.until('it has accepted some', () => messages.accepted.size >= enough);
          await sleep(Math.random() * 20);
        }
        await gateway.signal('SIGKILL');
        await starting;
      }
      await gateway.start(config());
      stop.abort();
      await Promise.all(traffic);
      const kept = await messages.judge(asked);
      const { problems, ...counts } = kept;
      process.stdout.write(`${KILLS} kills: ${JSON.stringify({ ...counts, reports: reports.size })}\n`);
      expect(problems).toEqual([]);
      expect(kept.processed + kept.interrupted).toBe(kept.accepted);
      // Else the kills hit nothing.
      expect(kept.accepted).toBeGreaterThan(KILLS * 10);
      expect(kept.interrupted).toBeGreaterThan(0);
      const delivered = () => new Set(receiver.received.map(({ body }) => body['sessionKey']));
      await gateway.until('the end of each run of the job is delivered', () =>
        [...reports].every((sessionKey) => delivered().has(sessionKey)),
      );
      expect(reports.size).toBeGreaterThan(0);
      // A run may end and be reported as aborted after all, where the kill came before its end was on disk; its end may be
      // delivered twice. Two runs would have begun at two times.
      const runs = new Map<string, Set<unknown>>();
      for (const { body } of receiver.received) {
        if (body['status'] === 'aborted') continue;
        const key = String(body['sessionKey']);
        runs.set(key, (runs.get(key) ?? new Set()).add(body['runAtMs']));
      }
      expect(runs.size).toBeGreaterThan(0);
      expect([...runs].filter(([, times]) => times.size > 1)).toEqual([]);
    },
    KILLS * 5_000 + 120_000,
  );

  it('runs an interrupted message and an interrupted job again where that is configured, and marks them where not', async () => {
    let isSlow = true;
    model = await startModelServer(() => (isSlow ? { kind: 'delay', ms: 60_000 } : undefined));
    receiver = await startWebhookReceiver(() => 200);
    gateway = await new GatewayProcess().start(config());
    const interrupt = async (text: string): Promise<{ id: string; sessionKey: string | undefined }> => {
      const before = asked().length;
      const response = await reach.post({ chatId: text, text });
      const { messageId: id } = (await response.json()) as { messageId: string };
      const sessionKey = await runReport();
      await gateway.until('both are asked', () => asked().length === before + 2);
      await gateway.signal('SIGKILL');
      return { id, sessionKey };
    };
    const stateOf = async (id: string) => ((await (await reach.find(id)).json()) as { state: string }).state;
    const endOf = (sessionKey?: string) =>
      receiver.received.find(({ body }) => body['sessionKey'] === sessionKey)?.body['status'];

    const marked = await interrupt('marked only');
    isSlow = false;
    await gateway.start(config());
    expect(await stateOf(marked.id)).toBe('interrupted');
    const failed = gateway.lines.filter(({ msg }) => msg.startsWith('message failed:'));
    expect(failed).toMatchObject([{ level: 'error', messageId: marked.id }]);
    await gateway.until('it is reported', () => endOf(marked.sessionKey) === 'aborted');
    expect(asked().filter((text) => text === 'marked only')).toHaveLength(1);

    isSlow = true;
    const repeated = await interrupt('run again');
    isSlow = false;
    await gateway.start(config({ repeatInterrupted: 1 }, { repeatInterrupted: 1 }));
    await gateway.until('it has run', async () => (await stateOf(repeated.id)) === 'completed');
    await gateway.until('the job has, too', () => endOf(repeated.sessionKey) === 'ok');
    expect(asked().filter((text) => text === 'run again')).toHaveLength(2);
  });
});
