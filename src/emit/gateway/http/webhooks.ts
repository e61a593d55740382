import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Acceptance, ChannelDefinition, InboundMessage } from '../../plugin-api/index.ts';
import type { GatewayContext } from '../context.ts';
import { messageIdOf, type Origin } from '../messages.ts';
import { bearerToken, sameToken } from './bearer.ts';

export interface WebhookPorts {
  readonly context: GatewayContext;
  /** Resolves when all channels exist. Earlier webhooks wait and are not rejected. */
  readonly opened: Promise<void>;
  /** A channel that exists and is enabled. */
  readonly channel: (id: string) => ChannelDefinition | undefined;
  /** Resolves when no plugin is being started or stopped. */
  readonly settled: () => Promise<void>;
  /** Resolves when the message is on disk, or not accepted. */
  readonly accept: (
    channel: ChannelDefinition,
    message: InboundMessage,
    origin: Origin,
  ) => Promise<Acceptance>;
}

interface Variables {
  /** Of the request, and of the message in it. */
  messageId: string;
}

/** `POST /webhooks/:channel`; each request ends in exactly one `webhook.answered`, also when it fails. */
export function webhookRoutes({
  context,
  channel: channelOf,
  opened,
  settled,
  accept,
}: WebhookPorts): Hono<{ Variables: Variables }> {
  const { clock, config, emit, randomId } = context;
  const routes = new Hono<{ Variables: Variables }>();

  routes.use('/:channel', async (c, next) => {
    const startedAt = clock.elapsed();
    c.set('messageId', randomId());
    await opened;
    const id = c.req.param('channel');
    // While its plugin restarts, a channel does not exist for a moment: the message waits and is not rejected.
    if (!channelOf(id)) await settled();
    // Never a value from the request: each new value would be a new series.
    const source = channelOf(id)?.id ?? 'unknown';
    await next();
    const durationMs = clock.elapsed() - startedAt;
    const messageId = c.get('messageId');
    emit({ type: 'webhook.answered', messageId, source, status: c.res.status, durationMs });
  });

  routes.post(
    '/:channel',
    async (c, next) => {
      const id = c.req.param('channel');
      const channel = channelOf(id);
      if (!channel) return reject(c, 404, 'no such channel, or its plugin is not enabled');
      const expected = config().channels[id]?.webhookToken;
      if (expected !== undefined && !sameToken(tokenOf(c, channel), expected)) {
        c.header('WWW-Authenticate', 'Bearer');
        return reject(c, 401, 'send the channel\'s webhookToken as "Authorization: Bearer …"');
      }
      return next();
    },
    (c, next) => {
      const maxSize = config().gateway.maxBodyBytes;
      const onError = (): Response => {
        // The rest of the body is not read, so the connection cannot carry another request.
        c.header('Connection', 'close');
        return reject(c, 413, `the body is larger than ${maxSize} bytes`);
      };
      return bodyLimit({ maxSize, onError })(c, next);
    },
    async (c) => {
      const channel = channelOf(c.req.param('channel'));
      if (!channel) return reject(c, 404, 'the channel has just been removed');
      let body: unknown;
      try {
        body = await c.req.json();
      } catch {
        return reject(c, 400, 'the body is not valid JSON');
      }
      const reading = channel.readWebhook(body);
      if (reading.kind === 'invalid') return reject(c, 400, reading.reason);
      if (reading.kind === 'ignored') return c.json({ ok: true, ignored: reading.reason });
      const messageId = messageIdOf(channel, reading.message) ?? c.get('messageId');
      c.set('messageId', messageId);
      const acceptance = await accept(channel, reading.message, { messageId, byWebhook: true });
      if (acceptance.accepted) return c.json({ ok: true, messageId }, 202);
      c.header('Retry-After', '5');
      return reject(c, 503, `${acceptance.why}; send it again later`);
    },
  );

  routes.all('/:channel', (c) => {
    c.header('Allow', 'POST');
    return reject(c, 405, 'webhooks are posted');
  });
  return routes;
}

function tokenOf(c: Context, { tokenHeader }: ChannelDefinition): string | undefined {
  const own = tokenHeader === undefined ? undefined : c.req.header(tokenHeader);
  return own ?? bearerToken(c.req.header('authorization'));
}

function reject(c: Context, status: 400 | 401 | 404 | 405 | 413 | 503, error: string): Response {
  return c.json({ ok: false, error }, status);
}
