import { z } from 'zod';
import { LINKS, VERDICTS } from '../../src/shared/protocol/report.ts';

/** What is wrong between the gateway and its receiver, or in the gateway's environment. */
export const faultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({
    kind: z.literal('delay'),
    ms: z.int().positive().default(15_000).describe('before each push is forwarded'),
  }),
  z.object({ kind: z.literal('refuse') }).describe('nothing listens: connections are refused'),
  z.object({ kind: z.literal('drop') }).describe('connections are accepted, and nothing is ever answered'),
  z.object({ kind: z.literal('reset') }).describe('connections are cut when the push has been sent'),
  z
    .object({
      kind: z.literal('status'),
      status: z.int().min(100).max(599).default(500),
      body: z.string().default(''),
      headers: z.record(z.string(), z.string()).default({}),
    })
    .describe('the response to each push, which is not forwarded'),
  z
    .object({ kind: z.literal('strip'), headers: z.array(z.string()).min(1) })
    .describe('these headers are removed from each push'),
  z
    .object({
      kind: z.literal('rewrite'),
      path: z.string().optional(),
      headers: z.record(z.string(), z.string()).default({}),
      temporality: z.enum(['delta', 'cumulative']).optional(),
      rejected: z.int().positive().optional().describe('number of rejected data points in the response'),
    })
    .describe('each push is forwarded with another path, other headers or another temporality'),
  z
    .object({ kind: z.literal('clock'), offsetMs: z.int().default(3_600_000) })
    .describe("the gateway's clock is wrong"),
  z
    .object({ kind: z.literal('missing-module'), module: z.string().default('@opentelemetry/api') })
    .describe('an import of the gateway is not found'),
  z
    .object({ kind: z.literal('policy') })
    .describe('packets to the receiver are dropped, as by a network policy'),
  z
    .object({ kind: z.literal('recorded'), because: z.string(), answers: z.string() })
    .describe('a file of recorded responses, by server name; the scenario says why'),
]);

const backendSchema = z.object({
  flavour: z.string().default('embedded').describe('embedded, none, or a real server such as prometheus@3.5'),
  receiver: z.boolean().default(true).describe('whether its OTLP receiver is switched on'),
  flags: z.array(z.string()).default([]),
  config: z.string().optional().describe('configuration file of the server'),
  replicas: z
    .int()
    .min(1)
    .max(4)
    .default(1)
    .describe('servers that share one name, each with a part of the pushes'),
  services: z
    .array(z.string())
    .optional()
    .describe('host:port under which the gateway reaches it; default: the usual names of its flavour'),
});

export const givenSchema = z.object({
  base: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe("folder or folders with files shared by scenarios; the scenario's own files replace them"),
  config: z.string().optional().describe('gateway config, or a manifest with its ConfigMap'),
  patch: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('JSON Merge Patch (RFC 7396) over the config, which is then a plain JSON file'),
  manifests: z.string().optional(),
  contract: z.string().optional(),
  env: z.record(z.string(), z.string()).default({}).describe("the gateway's environment"),
  gateway: z.string().default('throughline').describe('throughline, none, or a command to start'),
  backend: backendSchema.prefault({}),
  fault: faultSchema.prefault({ kind: 'none' }),
  tap: z
    .boolean()
    .default(false)
    .describe('puts a tap in front of the fault; ${OTLP_ENDPOINT} is then its address'),
  traffic: z
    .union([z.enum(['default', 'none']), z.array(z.string()).min(1)])
    .default('default')
    .describe('messages that each channel receives'),
  check: z.array(z.string()).default([]).describe('more flags of throughline check, paths within the folder'),
});

export const scenarioSchema = z.object({
  title: z.string().min(1),
  modes: z.array(z.int().min(1)).default([]),
  given: givenSchema.prefault({}),
  expect: z.object({
    verdict: z.enum(VERDICTS),
    rootCause: z
      .object({
        check: z.string().optional(),
        link: z.enum(LINKS).optional(),
        modes: z.array(z.int()).optional(),
        fix: z.enum(['patch', 'command', 'manual']).optional(),
      })
      .nullable()
      .optional(),
    findings: z
      .array(z.union([z.int(), z.string()]))
      .default([])
      .describe('modes or ids that must be named as well'),
    metrics: z.record(z.string(), z.int()).default({}).describe('how many metrics have which status'),
  }),
  fixed: z
    .object({
      verdict: z.enum(VERDICTS).default('arriving'),
      overlay: z.string().optional().describe('folder whose files replace those of the same name'),
      given: z.record(z.string(), z.unknown()).optional().describe('replaces fields of given'),
    })
    .nullable()
    .default({ verdict: 'arriving' })
    .describe('the healthy twin; null if there is nothing to fix'),
});

export type Fault = z.output<typeof faultSchema>;
export type Scenario = z.output<typeof scenarioSchema>;
export type Given = Scenario['given'];
export type GivenBackend = Given['backend'];
