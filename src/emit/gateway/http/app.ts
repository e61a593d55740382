import { Hono } from 'hono';
import type { Ledger } from '../../../shared/protocol/ledger.ts';
import type { GatewayStatus } from '../../../shared/protocol/status.ts';
import { errorText } from '../../../shared/text/error-text.ts';
import type { Trigger } from '../cron/cron.ts';
import type { MessageRecord } from '../queue/inbox.ts';
import type { Readiness } from '../readiness.ts';
import { UnwritableError } from '../store/writer.ts';
import { bearerToken, sameToken } from './bearer.ts';
import { type WebhookPorts, webhookRoutes } from './webhooks.ts';

export interface AppPorts extends WebhookPorts {
  readonly runJob: (id: string) => Promise<Trigger>;
  readonly message: (id: string) => Promise<MessageRecord | undefined>;
  readonly status: () => GatewayStatus;
  readonly readiness: () => Readiness;
  /** Undefined where no telemetry plugin runs. */
  readonly ledger: () => Ledger | undefined;
  readonly redact: (text: string) => string;
}

/** The gateway's HTTP API. */
export function createApp(ports: AppPorts): Hono {
  const { config, log } = ports.context;
  const app = new Hono();
  // Every text of the response, because an error message may contain a secret.
  const redacted = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
      typeof item === 'string' ? ports.redact(item) : item,
    );

  app.get('/healthz', (c) => c.json({ ok: true }));
  app.get('/readyz', (c) => {
    const readiness = ports.readiness();
    return c.json(redacted(readiness), readiness.ready ? 200 : 503);
  });
  app.route('/webhooks', webhookRoutes(ports));

  app.use('/api/*', async (c, next) => {
    const { token } = config().gateway.auth;
    if (token === undefined || token === '') {
      const error = "the API is closed: set gateway.auth.token in the gateway's configuration";
      return c.json({ ok: false, error }, 403);
    }
    if (sameToken(bearerToken(c.req.header('authorization')), token)) return next();
    c.header('WWW-Authenticate', 'Bearer');
    return c.json({ ok: false, error: 'send gateway.auth.token as "Authorization: Bearer …"' }, 401);
  });
  app.get('/api/status', (c) => c.json(redacted(ports.status())));
  app.get('/api/messages/:id', async (c) => {
    await ports.opened;
    let record: MessageRecord | undefined;
    try {
      record = await ports.message(c.req.param('id'));
    } catch (error) {
      if (!(error instanceof UnwritableError)) throw error;
      c.header('Retry-After', '5');
      return c.json({ ok: false, error: `the state folder cannot be read now (${error.message})` }, 503);
    }
    if (!record) {
      const error = 'no message of this id, or no longer known (queue.keepResults)';
      return c.json({ ok: false, error }, 404);
    }
    const { messageId, state, atMs } = record;
    return c.json({ ok: true, messageId, state, at: atMs === null ? null : new Date(atMs).toISOString() });
  });
  app.post('/api/cron/:id/run', async (c) => {
    await ports.opened;
    const trigger = await ports.runJob(c.req.param('id'));
    if (trigger.kind === 'started') return c.json({ ok: true, sessionKey: trigger.sessionKey }, 202);
    if (trigger.kind === 'refused') return c.json({ ok: false, error: trigger.why }, 409);
    if (trigger.kind === 'unwritable') return c.json({ ok: false, error: trigger.why }, 503);
    return c.json({ ok: false, error: 'cron.jobs has no job of this id' }, 404);
  });
  app.get('/api/telemetry', (c) => {
    const ledger = ports.ledger();
    if (ledger) return c.json(ledger);
    return c.json(
      { ok: false, error: ports.status().telemetry.problem ?? 'telemetry is not configured' },
      404,
    );
  });

  app.notFound((c) => c.json({ ok: false, error: 'no such path' }, 404));
  app.onError((error, c) => {
    log.error({ path: c.req.path }, `a request failed: ${errorText(error)}`);
    return c.json({ ok: false, error: 'failed here; the log says why' }, 500);
  });
  return app;
}
