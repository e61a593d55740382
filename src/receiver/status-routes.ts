import { Hono } from 'hono';
import { stringify } from 'yaml';
import { success } from './answer.ts';
import { LOOKBACK_MS } from './evaluate.ts';
import { BEHAVES_AS, type ReceiverSettings } from './settings.ts';

export interface Running {
  /** Host and port. */
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** What a client asks to identify the server: in the form of Prometheus, with the values of this server. */
export function statusRoutes(settings: ReceiverSettings, running: () => Running, now: () => number): Hono {
  const app = new Hono();
  const retention = `${settings.retentionMs}ms`;

  app.get('/-/ready', (context) => context.text('Prometheus Server is Ready.\n'));
  app.get('/-/healthy', (context) => context.text('Prometheus Server is Healthy.\n'));

  app.get('/api/v1/status/buildinfo', (context) =>
    success(context, {
      application: 'Throughline',
      version: `${BEHAVES_AS.major}.${BEHAVES_AS.minor}.${BEHAVES_AS.patch}`,
      revision: '',
      branch: '',
      buildUser: '',
      buildDate: '',
      goVersion: '',
    }),
  );

  app.get('/api/v1/status/flags', (context) =>
    success(context, {
      'enable-feature': '',
      'query.lookback-delta': `${LOOKBACK_MS / 60_000}m`,
      'storage.tsdb.retention.time': retention,
      'web.enable-otlp-receiver': String(settings.receiver === 'on'),
      'web.listen-address': running().address,
    }),
  );

  app.get('/api/v1/status/config', (context) => {
    const { promote, strategy } = settings;
    const otlp = {
      ...(promote.length === 0 ? {} : { promote_resource_attributes: promote }),
      translation_strategy: strategy,
    };
    return success(context, { yaml: stringify({ global: {}, otlp }) });
  });

  app.get('/api/v1/status/runtimeinfo', (context) => {
    const startTime = new Date(running().startedAt).toISOString();
    return success(context, {
      startTime,
      serverTime: new Date(now()).toISOString(),
      reloadConfigSuccess: true,
      lastConfigTime: startTime,
      corruptionCount: 0,
      storageRetention: retention,
    });
  });

  return app;
}
