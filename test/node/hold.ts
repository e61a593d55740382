import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { GatewayStatusReading } from '../../src/shared/protocol/status.ts';
import { AcceptedMessages, type Kept } from '../harness/accepted-messages.ts';
import { type Installed, newText } from './installed.ts';

/** Generous, because speed is not tested. */
const PATIENCE = { timeout: 120_000, interval: 250 };
const SENDERS = 2;
const BEFORE_MS = 3_000;
const AFTER_MS = 2_000;
const PAUSE_MS = 40;
const COUNTER = 'openclaw_webhook_received_total';
/** Prometheus rejects a sample for one of these reasons. */
const REJECTED = [
  'prometheus_tsdb_out_of_order_samples_total',
  'prometheus_tsdb_too_old_samples_total',
  'prometheus_tsdb_out_of_bound_samples_total',
];

/** What a fault has left, under a steady traffic of messages. */
export interface Held {
  /** Number of messages that were sent. */
  readonly sent: number;
  /** What became of the messages that the gateway accepted. */
  readonly messages: Kept;
  /** Accepted messages that never reached the model. */
  readonly lost: readonly string[];
  /** Messages that the processes had counted, as of their last accepted pushes before the fault and at the end. */
  readonly acknowledged: number;
  /** What Prometheus has stored since the beginning, across resets. */
  readonly stored: number;
  /** Values of `service.instance.id`: before, after, and of all stored series. */
  readonly instances: readonly string[];
  /** Samples that Prometheus rejected. */
  readonly rejected: number;
  /** The last response that did not accept a push as a whole: to the process before the fault, and to the one after. */
  readonly refusals: readonly string[];
  /** Of the gateway's process. */
  readonly startedAt: readonly [string, string];
}

/**
 * Sends messages all the time, lets a fault happen, waits until the gateway works again, and compares.
 *
 * @throws if the gateway, the model server or Prometheus does not answer
 */
export async function through(there: Installed, fault: () => Promise<void>): Promise<Held> {
  await expect.poll(() => there.isSettled(), PATIENCE).toBe(true);
  const earlier = await there.storedSum(COUNTER);
  const counted = await there.acknowledged(COUNTER);
  const before = await there.answeredStatus();
  const rejectedBefore = await there.metricsSum(REJECTED);
  const messages = new AcceptedMessages(there, newText('message'));
  const over = new AbortController();
  const senders = Array.from({ length: SENDERS }, () => messages.send(over.signal, PAUSE_MS));
  try {
    await sleep(BEFORE_MS);
    const countedAtFault = await there.acknowledged(COUNTER);
    const atFault = await there.answeredStatus();
    await fault();
    const started = async (): Promise<boolean> => {
      const now = (await there.status())?.process.startedAt;
      return now !== undefined && now !== startOf(before);
    };
    await expect.poll(started, PATIENCE).toBe(true);
    const atStart = messages.accepted.size;
    await expect.poll(() => messages.accepted.size, PATIENCE).toBeGreaterThan(atStart);
    await sleep(AFTER_MS);
    over.abort();
    await Promise.all(senders);
    await expect.poll(() => there.isSettled(), PATIENCE).toBe(true);
    const after = await there.answeredStatus();
    const asked = await there.reachedModel();
    const reached = new Set(asked);
    return {
      sent: messages.sent,
      messages: await messages.judge(() => asked),
      lost: [...messages.accepted.values()].filter((text) => !reached.has(text)),
      acknowledged: countedAtFault - counted + (await there.acknowledged(COUNTER)),
      stored: (await there.storedSum(COUNTER)) - earlier,
      instances: [
        ...new Set([
          ...(await there.storedInstances(COUNTER)),
          ...[before, after].map(({ service }) => service?.instanceId ?? 'none'),
        ]),
      ],
      rejected: (await there.metricsSum(REJECTED)) - rejectedBefore,
      refusals: [...refusalsOf(atFault), ...refusalsOf(after)],
      startedAt: [startOf(before), startOf(after)],
    };
  } finally {
    over.abort();
    await Promise.all(senders);
  }
}

function startOf({ process: { startedAt } }: GatewayStatusReading): string {
  if (startedAt === undefined) throw new Error('the gateway does not say when it started');
  return startedAt;
}

/** Responses to pushes that were not accepted as a whole. A new pod may get none for some seconds, and its push is made again. */
function refusalsOf({ exporter }: GatewayStatusReading): string[] {
  if (!exporter) throw new Error('the gateway has no exporter');
  const { lastError, lastPartial } = exporter;
  return [
    ...(lastError && lastError.status !== null ? [`${lastError.status}: ${lastError.message}`] : []),
    ...(lastPartial ? [`partly: ${lastPartial.message}`] : []),
  ];
}

/**
 * What is promised of each fault: what was answered 202 is run once, or marked as interrupted; and the telemetry that a push
 * acknowledged is stored, once, under the same identity.
 *
 * @param options.allReached each accepted message reached the model: a process that gets SIGTERM ends its work
 * @param options.receiverEnds the fault is one of Prometheus too: a push that finds it down is made again
 */
export function kept(
  held: Held,
  options: { readonly allReached?: boolean; readonly receiverEnds?: boolean } = {},
): void {
  const { sent, messages, lost, acknowledged, stored, instances, rejected, refusals } = held;
  const { problems, ...counts } = messages;
  process.stderr.write(
    `${expect.getState().currentTestName?.split(' > ').at(-1)}: of ${sent} messages ${JSON.stringify(counts)}, ` +
      `${counts.accepted - lost.length} accepted ones reached the model; ${acknowledged} acknowledged, ${stored} stored\n`,
  );
  expect(problems).toEqual([]);
  expect(counts.accepted).toBeGreaterThan(0);
  // A message that did not reach the model was interrupted before it could.
  expect(lost.length).toBeLessThanOrEqual(counts.interrupted);
  expect(instances).toHaveLength(1);
  expect(stored).toBeGreaterThanOrEqual(acknowledged);
  expect(stored).toBeLessThanOrEqual(sent);
  expect(rejected).toBe(0);
  if (options.receiverEnds !== true) expect(refusals).toEqual([]);
  if (options.allReached === true) expect(lost).toEqual([]);
}
