import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { type GatewayConfig, isForbiddenAddress } from '../../../shared/config/index.ts';
import { errorCode } from '../../../shared/text/error-code.ts';
import { errorText } from '../../../shared/text/error-text.ts';
import type { Clock } from '../context.ts';
import { limited } from '../deadline.ts';
import type { Delivery, FinishedEvent } from './job-state.ts';

export interface DeliveryRequest {
  readonly url: string;
  readonly event: FinishedEvent;
  readonly settings: GatewayConfig['cron'];
  /** Aborts the delivery, also between two attempts. */
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, 'now'>;
}

interface Attempt {
  readonly httpStatus: number | null;
  /** Undefined where it was accepted. */
  readonly error?: string;
  readonly again: boolean;
}

/**
 * Posts a finished event until it is accepted. It tries again after a 5xx, a failed connection and a time-out, each time
 * after twice the wait. All attempts have the same Idempotency-Key, for a receiver whose response was lost. Redirects are
 * not followed: they would send the token to a server that is not configured.
 */
export async function deliver({ url, event, settings, signal, clock }: DeliveryRequest): Promise<Delivery> {
  const agent = new Agent({ connect: { lookup: allowedLookup } });
  try {
    for (let attempts = 1; ; attempts += 1) {
      const { httpStatus, error, again } = await attempt(url, event, settings, signal, agent);
      const tried = { atMs: clock.now(), attempts, httpStatus };
      if (error === undefined) return { status: 'delivered', ...tried };
      const failed: Delivery = { status: 'failed', ...tried, error };
      if (!again || attempts >= settings.deliveryMaxAttempts || signal.aborted) return failed;
      try {
        await sleep(settings.deliveryRetryDelayMs * 2 ** (attempts - 1), undefined, { signal });
      } catch {
        return { ...failed, error: `${error}; not tried again, because the gateway is stopping` };
      }
    }
  } finally {
    await agent.destroy();
  }
}

async function attempt(
  url: string,
  event: FinishedEvent,
  { webhookToken, deliveryTimeoutMs }: GatewayConfig['cron'],
  stop: AbortSignal,
  dispatcher: Agent,
): Promise<Attempt> {
  return limited(stop, deliveryTimeoutMs, async ({ signal, isLate }) => {
    try {
      const { statusCode, body } = await request(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': event.sessionKey,
          ...(webhookToken === undefined ? {} : { authorization: `Bearer ${webhookToken}` }),
        },
        body: JSON.stringify(event),
        signal,
        dispatcher,
      });
      // The body does not matter, but an unread one would hold the connection.
      await body.dump({ limit: 65_536 });
      if (statusCode >= 200 && statusCode < 300) return { httpStatus: statusCode, again: false };
      return { httpStatus: statusCode, error: `answered ${statusCode}`, again: statusCode >= 500 };
    } catch (error) {
      if (isLate()) return { httpStatus: null, error: `no response in ${deliveryTimeoutMs} ms`, again: true };
      return { httpStatus: null, error: reasonOf(error), again: !(error instanceof ForbiddenAddressError) };
    }
  });
}

/** A name resolves to an address that nothing is posted to. */
class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
}

/** Resolves a name when it connects, so that the name cannot resolve to another address than the one checked. */
const allowedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '');
    if (addresses.some(({ address }) => isForbiddenAddress(address))) {
      const message = `${hostname} stands for a link-local address, to which no webhook is posted`;
      return callback(new ForbiddenAddressError(message), '');
    }
    const first = addresses[0];
    return options.all ? callback(null, addresses) : callback(null, first?.address ?? '', first?.family);
  });
};

/** Node wraps the failures of several addresses into an error that has a code and no message. */
function reasonOf(error: unknown): string {
  const code = errorCode(error);
  return code !== undefined && error instanceof Error && error.message === '' ? code : errorText(error);
}
