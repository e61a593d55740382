import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { firstLineOf } from '../../shared/text/error-text.ts';
import { DURATION, DURATION_FORMS, parseDuration } from '../../shared/time/duration.ts';
import type { Contract } from './contract.ts';
import { QUIET } from '../../shared/text/yaml-options.ts';

const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms === undefined)
    context.addIssue({ code: 'custom', message: `is not a duration; write ${DURATION_FORMS}` });
  return ms ?? z.NEVER;
});

const text = z.string().min(1);

const values = z.union([
  z.enum(['boolean', 'int', 'double']),
  z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .transform((list) => list.map(String)),
]);

const metric = z
  .object({
    otlp: text.optional().describe('OpenTelemetry name'),
    prometheus: text
      .optional()
      .describe('exact stored name, without the suffixes of a histogram, where the OTLP name is not known'),
    kind: z.enum(['counter', 'updown', 'gauge', 'histogram', 'exponentialHistogram', 'summary']),
    unit: z.string().default('').describe('UCUM unit as sent; it decides the stored name'),
    attributes: z
      .array(z.string())
      .default([])
      .describe('attribute keys of its data points; label names where only the stored name is known'),
    optionalAttributes: z
      .array(z.string())
      .optional()
      .describe('attribute keys that only some data points have'),
    values: z
      .record(z.string(), values)
      .optional()
      .describe('what an attribute can be, by its key: boolean, int, double, or the list of all its values'),
    bounds: z.array(z.number()).optional().describe('explicit bucket bounds of a histogram, without +Inf'),
    mayBeIdle: z
      .boolean()
      .default(false)
      .describe('its absence is not a fault while other metrics of the contract arrive'),
    needs: text
      .optional()
      .describe('what has to happen before it is sent, such as "a tool call"; nothing: it needs no traffic'),
    description: z.string().optional(),
  })
  .refine(({ otlp, prometheus }) => otlp !== undefined || prometheus !== undefined, {
    message: 'needs a name: otlp, or prometheus where only the stored name is known',
  })
  // JSON Schema cannot see a refinement, so this says the same to it.
  .meta({ anyOf: [{ required: ['otlp'] }, { required: ['prometheus'] }] });

/** The file format `throughline.contract/1`. Fields that are not known are ignored. */
export const contractSchema = z.object({
  schema: z.literal('throughline.contract/1'),
  name: text.describe('name of the contract'),
  job: text.optional().describe('service.name, which becomes the label job; if left out, any job'),
  namespace: text.optional().describe('service.namespace; job is then namespace/name'),
  instance: text.optional().describe('service.instance.id, which becomes the label instance'),
  way: z
    .enum(['push', 'scrape'])
    .optional()
    .describe('how the metrics get there: pushed by OTLP (the default), or scraped'),
  flushInterval: duration.prefault('60s').meta({
    description:
      'time between two pushes or two scrapes, such as 30s or 2m; for a gateway, what its running exporter or its configuration says comes first',
    pattern: DURATION.source,
  }),
  canary: z
    .object({ otlp: text, perSecond: z.number().positive() })
    .optional()
    .describe('a counter that grows at this rate without traffic: a lower stored rate means lost data'),
  metrics: z.array(metric).min(1),
});

/** A contract file that cannot be used; the message says where and why. */
export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/**
 * Reads a contract file, YAML or JSON.
 *
 * @throws {ContractError}
 */
export function parseContract(text: string): Contract {
  let value: unknown;
  try {
    value = parseYaml(text, QUIET);
  } catch (error) {
    throw new ContractError(`is not valid YAML: ${firstLineOf(error)}`);
  }
  const parsed = contractSchema.safeParse(value);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
    );
    throw new ContractError(`is not a throughline.contract/1: ${issues.join('; ')}`);
  }
  const { name, job, namespace, instance, way, flushInterval, canary, metrics } = parsed.data;
  return {
    name,
    ...(job === undefined ? {} : { job: namespace === undefined ? job : `${namespace}/${job}` }),
    ...(instance === undefined ? {} : { instance }),
    ...(way === undefined ? {} : { way }),
    flushIntervalMs: flushInterval,
    ...(canary === undefined ? {} : { canary }),
    metrics: metrics.map(
      ({ otlp, prometheus, description, optionalAttributes, values, bounds, needs, ...rest }) => ({
        ...rest,
        ...(needs === undefined ? {} : { needs }),
        ...(optionalAttributes === undefined ? {} : { optionalAttributes }),
        ...(values === undefined ? {} : { values }),
        ...(bounds === undefined ? {} : { bounds }),
        ...(otlp === undefined ? {} : { otlp }),
        ...(prometheus === undefined ? {} : { prometheus }),
        ...(description === undefined ? {} : { description }),
      }),
    ),
  };
}
