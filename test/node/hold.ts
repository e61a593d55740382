import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { type Installed, newText } from './installed.ts';

/** Generous, because speed is not tested. */
const PATIENCE = { timeout: 120_000, interval: 250 };
const SENDERS = 2;
const BEFORE_MS = 3_000;
const AFTER_MS = 2_000;
const COUNTER = 'openclaw_webhook_received_total';
/** Prometheus rejects a sample for one of these reasons. */
const REJECTED = [
  'prometheus_tsdb_out_of_order_samples_total',
  'prometheus_tsdb_too_old_samples_total',
  'prometheus_tsdb_out_of_bound_samples_total',
];

/** What a fault has left, under a steady traffic of messages. */
export interface Held {
  /** Messages that were sent, and those of them that the gateway accepted. */
  readonly sent: number;
  readonly accepted: readonly string[];
  /** Accepted messages that never reached the model. */
  readonly lost: readonly string[];
  /** Messages that the processes had counted, as of their last accepted pushes before the fault and at the end. */
  readonly acknowledged: number;
  /** What Prometheus has stored since the beginning, across resets. */
  readonly stored: number;
  /** Values of `service.instance.id`: before, after, and of all stored series. */
  readonly instances: readonly string[];
  /** Samples that Prometheus rejected, and pushes that it did. */
  readonly rejected: number;
  readonly refused: number;
  /** Of the gateway's process. */
  readonly startedAt: readonly [string | undefined, string | undefined];
}

/** Sends messages all the time, lets a fault happen, waits until the gateway works again, and compares. */
export async function through(there: Installed, fault: () => Promise<void>): Promise<Held> {
  await expect.poll(() => there.isSettled(), PATIENCE).toBe(true);
  const earlier = await there.storedSum(COUNTER);
  const counted = await there.acknowledged(COUNTER);
  const before = await there.status();
  const rejectedBefore = await there.metricsSum(REJECTED);
  const accepted: string[] = [];
  let sent = 0;
  const over = new AbortController();
  const senders = Array.from({ length: SENDERS }, async (_, sender) => {
    while (!over.signal.aborted) {
      const text = newText('message');
      sent += 1;
      if ((await there.send(text, `chat-${sender}`)) === 202) accepted.push(text);
      await sleep(40);
    }
  });
  try {
    await sleep(BEFORE_MS);
    const atFault = await there.acknowledged(COUNTER);
    await fault();
    const started = async (): Promise<boolean> => {
      const now = (await there.status())?.process.startedAt;
      return now !== undefined && now !== before?.process.startedAt;
    };
    await expect.poll(started, PATIENCE).toBe(true);
    const atStart = accepted.length;
    await expect.poll(() => accepted.length, PATIENCE).toBeGreaterThan(atStart);
    await sleep(AFTER_MS);
    over.abort();
    await Promise.all(senders);
    await expect.poll(() => there.isSettled(), PATIENCE).toBe(true);
    const after = await there.status();
    const reached = new Set(await there.reachedModel());
    return {
      sent,
      accepted,
      lost: accepted.filter((text) => !reached.has(text)),
      acknowledged: atFault - counted + (await there.acknowledged(COUNTER)),
      stored: (await there.storedSum(COUNTER)) - earlier,
      instances: [
        ...new Set([
          ...(await there.storedInstances(COUNTER)),
          ...[before, after].map((status) => status?.service?.instanceId ?? 'none'),
        ]),
      ],
      rejected: (await there.metricsSum(REJECTED)) - rejectedBefore,
      refused: after?.exporter?.refused ?? -1,
      startedAt: [before?.process.startedAt, after?.process.startedAt],
    };
  } finally {
    over.abort();
  }
}

/**
 * What is promised of each fault: the telemetry that a push acknowledged is stored, once, under the same identity.
 *
 * @param options.allReached each accepted message reached the model: a process that gets SIGTERM ends its work
 */
export function kept(held: Held, options: { readonly allReached?: boolean } = {}): void {
  const { sent, accepted, lost, acknowledged, stored, instances, rejected, refused } = held;
  process.stderr.write(
    `${expect.getState().currentTestName?.split(' > ').at(-1)}: ${accepted.length} of ${sent} messages accepted, ` +
      `${accepted.length - lost.length} reached the model; ${acknowledged} acknowledged, ${stored} stored\n`,
  );
  expect(accepted.length).toBeGreaterThan(0);
  expect(instances).toHaveLength(1);
  expect(stored).toBeGreaterThanOrEqual(acknowledged);
  expect(stored).toBeLessThanOrEqual(sent);
  expect({ rejected, refused }).toEqual({ rejected: 0, refused: 0 });
  if (options.allReached === true) expect(lost).toEqual([]);
}
