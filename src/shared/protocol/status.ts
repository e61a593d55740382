import { z } from 'zod';
import type { Frozen } from './frozen.ts';
import { identity } from './identity.ts';

const isoTime = z.string().describe('ISO 8601 time');

const ownProcess = z.object({
  pid: z.number(),
  hostname: z.string(),
  nodeVersion: z.string(),
  startedAt: isoTime,
  now: z.string().describe("The gateway's clock when it answered, ISO 8601"),
});

const config = z.object({
  path: z.string(),
  hash: z.string().describe('SHA-256 of the text of the configuration in force'),
  loadedAt: isoTime,
  reloads: z.number().describe('Reloads that changed something'),
  lastError: z.string().nullable().describe('Why the newest file is not in force; null where it is'),
  warnings: z.array(z.string()),
  restartNeeded: z
    .array(z.string())
    .describe('Changed settings that need a new process, or another gateway.reload.mode, to come into force'),
});

const service = z.object({
  id: z.string(),
  state: z.enum(['starting', 'started', 'failed', 'stopped']),
  error: z.string().nullable(),
  note: z
    .string()
    .nullable()
    .describe(
      'Why a started service does no work: it is not configured, or cannot reach the server that it uses',
    ),
});

const plugin = z.object({
  id: z.string(),
  origin: z.enum(['config', 'workspace', 'global', 'bundled']),
  enabled: z.boolean(),
  reason: z.string().describe("Why it is off, in OpenClaw's words; empty for a plugin that is on"),
  state: z
    .enum(['disabled', 'failed', 'loaded', 'started'])
    .describe('loaded: registered, with no service to start; failed: the plugin, or one of its services'),
  error: z.string().nullable(),
  channels: z.array(z.string()),
  services: z.array(service),
  listeners: z.number().describe("Its listeners on the gateway's diagnostic events"),
});

const telemetry = z.object({
  configured: z.boolean().describe('The configuration wants metrics exported'),
  working: z.boolean().describe('Configured, and no problem is known'),
  problem: z.string().nullable(),
});

const exportFailure = z.object({
  at: isoTime,
  message: z.string(),
  status: z.number().nullable().describe('HTTP status; null without a response'),
  code: z.string().nullable().describe("Node's code, such as ENOTFOUND; null with a response"),
});

const exporter = z.object({
  state: z.enum(['waiting', 'exporting', 'failing', 'stopped']),
  endpoint: z.string().describe('Metrics URL of the pushes, credentials masked'),
  protocol: z.literal('http/protobuf'),
  intervalMs: z.number(),
  setUpAt: isoTime.describe('When it was set up: at the start, and by each reload of its plugin'),
  temporality: z.literal('cumulative'),
  sdkMetrics: z.boolean().describe('It pushes its own health, too, as otel.sdk.… metrics'),
  tried: z.number(),
  accepted: z.number(),
  refused: z.number().describe('Pushes that were not accepted, those without a response included'),
  lastSuccess: isoTime.nullable(),
  lastError: exportFailure.nullable(),
  lastPartial: z
    .object({ at: isoTime, rejectedDataPoints: z.number(), message: z.string() })
    .nullable()
    .describe('The last response that accepted only a part'),
});

const lane = z.object({ lane: z.string(), waiting: z.number(), running: z.number() });

const store = z.object({
  writable: z.boolean().describe('False after a failed write, until a later one succeeds'),
  problem: z.string().nullable().describe("The system's reason; null while it can be written"),
  since: isoTime.nullable().describe('The first failed write; null while it can be written'),
});

const sessions = z.object({
  idle: z.number(),
  processing: z.number(),
  waiting: z.number(),
  total: z.number(),
});

const cronJob = z.object({
  id: z.string(),
  enabled: z.boolean(),
  schedule: z.string(),
  timeZone: z.string(),
  running: z.boolean(),
  nextRunAt: isoTime.nullable(),
  lastRun: z
    .object({
      runAt: isoTime,
      sessionKey: z.string(),
      durationMs: z.number(),
      status: z.enum(['ok', 'error', 'timeout', 'aborted']),
      error: z.string().optional(),
    })
    .nullable(),
  lastDelivery: z
    .object({
      at: isoTime,
      status: z.enum(['delivered', 'failed']),
      attempts: z.int(),
      httpStatus: z.int().nullable(),
      error: z.string().optional(),
    })
    .nullable(),
});

/** `throughline.status/1`: the response of `GET /api/status`, as the gateway sends it. */
export const gatewayStatusSchema = z.object({
  schema: z.literal('throughline.status/1'),
  version: z.string(),
  process: ownProcess,
  service: identity.describe('The identity of its telemetry in a backend, exported or not'),
  config,
  plugins: z.array(plugin),
  telemetry,
  exporter: exporter.nullable().describe('Null where no telemetry plugin runs'),
  queue: z.object({ lanes: z.array(lane) }),
  sessions,
  store: store.describe('The state folder'),
  cron: z.object({ jobs: z.array(cronJob) }),
  environment: z
    .record(z.string(), z.string())
    .describe('Set variables that affect telemetry, credentials masked'),
});

const host = z
  .object({
    name: z.literal('openclaw'),
    version: z.string().nullable().describe('Null where it does not say'),
  })
  .describe('The gateway that the plugin runs in');

/**
 * What the plugin for OpenClaw sends at the same path: the part that a plugin knows, and the gateway that it runs in.
 */
export const hostedStatusSchema = gatewayStatusSchema
  .omit({ config: true, service: true, queue: true, sessions: true, store: true, cron: true })
  .extend({ host, service: gatewayStatusSchema.shape.service.optional() });

export type HostedStatus = Frozen<z.output<typeof hostedStatusSchema>>;
export type GatewayStatus = Frozen<z.output<typeof gatewayStatusSchema>>;
export type ConfigStatus = Frozen<z.output<typeof config>>;
export type PluginStatus = Frozen<z.output<typeof plugin>>;
export type ServiceStatus = Frozen<z.output<typeof service>>;
export type TelemetryState = Frozen<z.output<typeof telemetry>>;
export type ExporterStatus = Frozen<z.output<typeof exporter>>;
export type ExportFailure = Frozen<z.output<typeof exportFailure>>;
export type LaneStatus = Frozen<z.output<typeof lane>>;
export type StoreStatus = Frozen<z.output<typeof store>>;
export type SessionCounts = Frozen<z.output<typeof sessions>>;
export type CronJobStatus = Frozen<z.output<typeof cronJob>>;

/** State words of a version that this one does not know are read as they are. */
const anyWord = z.string();

/**
 * The same document as checks read it, from a gateway of any version: made of the schema above, so that a field cannot
 * be read that is not sent. A field that a gateway leaves out stays undefined.
 */
export const gatewayStatusReading = z.object({
  version: gatewayStatusSchema.shape.version.optional(),
  host: host.extend({ name: anyWord }).optional(),
  process: ownProcess.omit({ nodeVersion: true }).partial().default({}),
  service: identity.optional(),
  config: config
    .pick({ path: true, hash: true, lastError: true, reloads: true, restartNeeded: true })
    .extend({
      path: config.shape.path.nullable(),
      hash: config.shape.hash.nullable(),
    })
    .partial()
    .default({}),
  plugins: z
    .array(
      plugin.pick({ id: true }).extend({
        enabled: plugin.shape.enabled.default(false),
        state: anyWord,
        reason: plugin.shape.reason.nullish(),
        error: plugin.shape.error.optional(),
        services: z
          .array(service.pick({ id: true }).extend({ state: anyWord, error: service.shape.error.optional() }))
          .default([]),
        listeners: plugin.shape.listeners.optional(),
      }),
    )
    .default([]),
  telemetry: telemetry.partial().default({}),
  exporter: exporter
    .pick({ endpoint: true, intervalMs: true, tried: true, accepted: true, refused: true })
    .extend({
      state: anyWord,
      temporality: anyWord.optional(),
      setUpAt: exporter.shape.setUpAt.optional(),
      sdkMetrics: exporter.shape.sdkMetrics.optional(),
      lastSuccess: exporter.shape.lastSuccess.optional(),
      lastError: exportFailure.partial({ status: true, code: true }).nullish(),
      lastPartial: exporter.shape.lastPartial.unwrap().omit({ at: true }).nullish(),
    })
    .nullish(),
  environment: gatewayStatusSchema.shape.environment.default({}),
});

export type GatewayStatusReading = z.output<typeof gatewayStatusReading>;
