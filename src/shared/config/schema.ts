import { z } from 'zod';
import { channels } from './channels.ts';
import { cron } from './cron.ts';

/** A key that newer releases of OpenClaw have: it is valid, and not read here. */
const ofOpenClaw = z.unknown().optional().describe('Setting of OpenClaw; not read here');

/** Settings of `diagnostics.otel`. Unknown keys here are errors: a misspelt one would silence the telemetry. */
const otel = z
  .strictObject({
    enabled: z.boolean().default(false).describe('Export telemetry over OTLP'),
    endpoint: z
      .string()
      .optional()
      .describe(
        'Base URL of the OTLP receiver; /v1/metrics is appended unless it ends so. Default: OTEL_EXPORTER_OTLP_ENDPOINT',
      ),
    metricsEndpoint: z
      .string()
      .optional()
      .describe('Exact URL that metrics are pushed to; nothing is appended. Wins over endpoint'),
    tracesEndpoint: ofOpenClaw,
    logsEndpoint: ofOpenClaw,
    metricNamePrefix: ofOpenClaw,
    logsExporter: ofOpenClaw,
    captureContent: ofOpenClaw,
    protocol: z
      .enum(['http/protobuf', 'grpc'])
      .default('http/protobuf')
      .describe('Only http/protobuf is spoken; grpc is refused at start'),
    headers: z
      .record(z.string(), z.string())
      .default({})
      .describe('Headers of each push, for credentials and tenants'),
    serviceName: z.string().min(1).default('openclaw').describe("service.name, and so Prometheus' job"),
    serviceNamespace: z.string().min(1).optional().describe('service.namespace; job becomes namespace/name'),
    serviceInstanceId: z
      .string()
      .min(1)
      .optional()
      .describe(
        "service.instance.id, and so Prometheus' instance. Default: the one in the state folder, at first the pod's or host's name with the port",
      ),
    traces: z.boolean().default(false).describe('Export spans'),
    metrics: z.boolean().default(true).describe('Export the 18 metrics'),
    sdkMetrics: z
      .boolean()
      .default(true)
      .describe("Export the exporter's own health with them, as otel.sdk.… metrics; needs metrics"),
    logs: z.boolean().default(false).describe('Export the log'),
    sampleRate: z.number().min(0).max(1).default(1).describe('Share of traces that are sampled'),
    flushIntervalMs: z
      .int()
      .positive()
      .default(30_000)
      .transform((ms) => Math.max(ms, 1_000))
      .describe('Time between pushes; below 1000 is raised to 1000'),
    timeoutMs: z.int().positive().default(10_000).describe('Time-out of one push'),
    sessionKey: z
      .enum(['plain', 'hash', 'drop'])
      .default('plain')
      .describe('How the sessionKey attribute is sent'),
    seriesLimit: z
      .int()
      .positive()
      .default(2_000)
      .describe('Attribute sets an instrument may have; past it, values go to one overflow row'),
  })
  .prefault({});

const model = z.strictObject({
  id: z.string().min(1),
  name: z.string().optional(),
  contextWindow: z.int().positive().optional().describe('Tokens'),
  maxTokens: z.int().positive().optional().describe('Tokens of one answer'),
  cost: z
    .strictObject({
      input: z.number().nonnegative().default(0),
      output: z.number().nonnegative().default(0),
      cacheRead: z.number().nonnegative().default(0),
      cacheWrite: z.number().nonnegative().default(0),
    })
    .optional()
    .describe('US dollars per million tokens'),
});

const provider = z.strictObject({
  baseUrl: z.url().describe('Base URL of an OpenAI-compatible API, such as https://host/v1'),
  apiKey: z.string().default(''),
  api: z
    .string()
    .default('openai-completions')
    .describe('Protocol of the provider; only openai-completions is spoken'),
  stream: z
    .boolean()
    .default(true)
    .describe('Ask for the answer piece by piece, so that a long one counts as activity'),
  models: z.array(model).default([]),
});

const pluginEntry = z.strictObject({
  enabled: z.boolean().optional(),
  config: z.record(z.string(), z.unknown()).optional(),
});

/**
 * The gateway's configuration file. Parsed strictly; which unknown keys are fatal is decided in `parse.ts`.
 */
export const configSchema = z.strictObject({
  gateway: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(18_789).describe('0 takes a free one'),
      auth: z
        .strictObject({
          token: z.string().optional().describe('Bearer token of /api; without it /api is refused'),
        })
        .prefault({}),
      reload: z
        .strictObject({
          mode: z.enum(['hybrid', 'hot', 'restart', 'off']).default('hybrid'),
          debounceMs: z.int().nonnegative().default(300),
        })
        .prefault({}),
      maxBodyBytes: z.int().positive().default(1_048_576).describe('Largest webhook body'),
      drainTimeoutMs: z
        .int()
        .nonnegative()
        .default(10_000)
        .describe('Longest wait for running work at SIGTERM'),
    })
    .prefault({}),
  models: z.strictObject({ providers: z.record(z.string(), provider).default({}) }).prefault({}),
  agents: z
    .strictObject({
      defaults: z
        .strictObject({
          model: z
            .strictObject({
              primary: z.string().optional().describe('provider/model'),
              fallbacks: z.array(z.string()).default([]),
            })
            .prefault({}),
          systemPrompt: z.string().optional(),
          timeoutMs: z.int().positive().default(600_000).describe('Longest run, its retries included'),
          requestTimeoutMs: z.int().positive().default(120_000).describe('Longest single model call'),
          maxAttempts: z.int().positive().default(3).describe('Tries a model, before the next fallback'),
          retryDelayMs: z
            .int()
            .nonnegative()
            .default(500)
            .describe('Wait before the first retry; doubles each time'),
        })
        .prefault({}),
    })
    .prefault({}),
  channels,
  queue: z
    .strictObject({
      lanes: z
        .record(
          z.string(),
          z.strictObject({
            concurrency: z.int().positive().optional().describe('Messages at once'),
            maxDepth: z.int().positive().optional().describe('Messages that may wait'),
          }),
        )
        .default({})
        .describe(
          'By lane: "main" for messages, "cron" for jobs, "session" for each session\'s own, which takes one at a time',
        ),
      defaultConcurrency: z
        .int()
        .positive()
        .default(4)
        .describe('Messages at once in a lane that says nothing'),
      maxDepth: z
        .int()
        .positive()
        .default(1_000)
        .describe('Messages that may wait in a lane that says nothing; past it, webhooks answer 503'),
      fsync: z
        .boolean()
        .default(false)
        .describe(
          'Force each accepted message to the disk before its 202, so that a loss of power loses none either',
        ),
      repeatInterrupted: z
        .int()
        .nonnegative()
        .default(0)
        .describe(
          'How often a message is run again whose run the end of the process interrupted; 0 only marks it',
        ),
      keepResults: z
        .int()
        .nonnegative()
        .default(10_000)
        .describe('Ended messages of which GET /api/messages/<id> still says what became of them'),
    })
    .prefault({}),
  session: z
    .strictObject({
      maxHistoryMessages: z
        .int()
        .positive()
        .default(40)
        .describe('Turns of a conversation that the next run is given, and that are kept'),
      maxHistoryBytes: z
        .int()
        .positive()
        .default(262_144)
        .describe('Bytes of text of these turns; the oldest go first'),
      maxAgeMs: z
        .int()
        .positive()
        .default(2_592_000_000)
        .describe('Time without activity after which a session is forgotten; 30 days by default'),
      maxEntries: z
        .int()
        .positive()
        .default(10_000)
        .describe('Sessions that are kept; past it, the one idle longest is forgotten'),
      stuckAfterMs: z
        .int()
        .positive()
        .default(120_000)
        .describe('Time without activity after which a processing session is stuck'),
      stuckCheckIntervalMs: z
        .int()
        .positive()
        .default(30_000)
        .describe('Time between two looks for stuck sessions'),
    })
    .prefault({}),
  cron,
  plugins: z
    .strictObject({
      enabled: z.boolean().default(true),
      allow: z.array(z.string()).default([]),
      deny: z.array(z.string()).default([]),
      load: z.strictObject({ paths: z.array(z.string()).default([]) }).prefault({}),
      slots: z.strictObject({ memory: z.string().optional() }).prefault({}),
      entries: z.record(z.string(), pluginEntry).default({}),
    })
    .prefault({}),
  diagnostics: z
    .strictObject({
      enabled: z.boolean().default(false).describe('Diagnostic events, and all telemetry made of them'),
      otel,
    })
    .prefault({}),
});

/** A whole configuration, defaults filled in. */
export type GatewayConfig = z.output<typeof configSchema>;
export type OtelConfig = GatewayConfig['diagnostics']['otel'];
export type PluginsConfig = GatewayConfig['plugins'];
export type ModelConfig = z.output<typeof model>;
export type ProviderConfig = z.output<typeof provider>;
