import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { failure } from './answer.ts';
import { OTLP_METRICS_PATH, otlpRoute } from './otlp-route.ts';
import { QueryError } from '../prove/promql/query-error.ts';
import { queryRoutes } from './query-routes.ts';
import type { ReceiverSettings } from './settings.ts';
import { statusRoutes, type Running } from './status-routes.ts';
import { SampleStore } from './store.ts';

export type ReceiverApp = Hono<{ Bindings: HttpBindings }>;

/**
 * The embedded receiver without its socket.
 * @throws {SettingsError} where Prometheus would not start with the settings
 */
export function receiverApp(
  settings: ReceiverSettings,
  running: () => Running,
  now: () => number,
): ReceiverApp {
  const store = new SampleStore(settings);
  const app: ReceiverApp = new Hono();
  app.route('/', otlpRoute(store, settings, now));
  app.route('/', queryRoutes(store, now));
  app.route('/', statusRoutes(settings, running, now));

  app.all(OTLP_METRICS_PATH, (context) =>
    context.text('Method Not Allowed\n', 405, { allow: 'OPTIONS, POST' }),
  );
  app.all('/api/v1/*', (context) =>
    failure(
      context,
      422,
      'execution',
      `the embedded receiver does not support ${context.req.method} ${context.req.path}: it answers query, series, labels, label values and status. Ask a Prometheus for more`,
    ),
  );
  app.notFound((context) => context.text('404 page not found\n', 404));
  app.onError((error, context) => {
    if (error instanceof QueryError) return failure(context, error.status, error.errorType, error.message);
    return failure(context, 500, 'internal', error.message);
  });
  return app;
}
