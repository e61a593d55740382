/** What the soak changes in the configuration: each turn is a reload. */
export interface Turn {
  readonly pluginOn: boolean;
  readonly flushIntervalMs: number;
  /** Of the lane `main`. */
  readonly concurrency: number;
}

/** The turns in order: intervals and lanes change each time, and the plugin is off in one of seven. */
export function turnOf(count: number): Turn {
  return {
    pluginOn: count % 7 !== 5,
    flushIntervalMs: 1_000 + (count % 5) * 250,
    concurrency: 4 + (count % 3) * 4,
  };
}

/** The ConfigMap of a turn. */
export function configMap(endpoint: string, { pluginOn, flushIntervalMs, concurrency }: Turn): string {
  const config = {
    gateway: { auth: { token: '${OPENCLAW_GATEWAY_TOKEN}' }, maxBodyBytes: 10_000 },
    models: {
      providers: {
        main: {
          baseUrl: '${OPENCLAW_MODEL_BASE_URL}',
          apiKey: '${OPENCLAW_MODEL_API_KEY}',
          models: [{ id: 'large', contextWindow: 200_000, cost: { input: 3, output: 15 } }, { id: 'small' }],
        },
      },
    },
    agents: {
      defaults: {
        model: { primary: 'main/large', fallbacks: ['main/small'] },
        maxAttempts: 2,
        retryDelayMs: 50,
      },
    },
    channels: {
      webhook: { webhookToken: '${OPENCLAW_WEBHOOK_TOKEN}' },
      telegram: { webhookToken: '${OPENCLAW_WEBHOOK_TOKEN}' },
    },
    queue: { lanes: { main: { concurrency } } },
    session: { stuckAfterMs: 1_000, stuckCheckIntervalMs: 500 },
    cron: { jobs: [{ id: 'report', schedule: '*/2 * * * * *', message: 'what happened' }] },
    plugins: { entries: { telegram: { enabled: true }, 'diagnostics-otel': { enabled: pluginOn } } },
    diagnostics: {
      enabled: true,
      otel: { enabled: true, endpoint, serviceName: 'openclaw', metrics: true, flushIntervalMs },
    },
  };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'openclaw-config' },
    data: { 'openclaw.json': JSON.stringify(config, null, 2) },
  });
}

/** A configuration that every gateway must reject. */
export const REFUSED = JSON.stringify({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'openclaw-config' },
  data: { 'openclaw.json': '{ "diagnostics": { "otel": { "enabeld": true } } }' },
});
