import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { Contract } from './contract.ts';
import { parseDuration } from './duration.ts';

const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms === undefined)
    context.addIssue({ code: 'custom', message: 'is no duration; write it as 30s or 2m' });
  return ms ?? z.NEVER;
});

/** The file format `throughline.contract/1`. Fields that are not known are ignored. */
export const contractSchema = z.object({
  schema: z.literal('throughline.contract/1'),
  name: z.string().min(1),
  job: z.string().min(1).optional(),
  namespace: z.string().min(1).optional(),
  instance: z.string().min(1).optional(),
  flushInterval: duration.prefault('60s'),
  metrics: z
    .array(
      z
        .object({
          otlp: z.string().min(1).optional(),
          prometheus: z.string().min(1).optional(),
          kind: z.enum(['counter', 'updown', 'gauge', 'histogram', 'exponentialHistogram', 'summary']),
          unit: z.string().default(''),
          attributes: z.array(z.string()).default([]),
          mayBeIdle: z.boolean().default(false),
          description: z.string().optional(),
        })
        .refine((metric) => metric.otlp !== undefined || metric.prometheus !== undefined, {
          message: 'needs a name: otlp, or prometheus where only the stored name is known',
        }),
    )
    .min(1),
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
    value = parseYaml(text);
  } catch (error) {
    throw new ContractError(
      `is not valid YAML: ${error instanceof Error ? error.message.split('\n')[0] : ''}`,
    );
  }
  const parsed = contractSchema.safeParse(value);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
    );
    throw new ContractError(`is no throughline.contract/1: ${issues.join('; ')}`);
  }
  const { name, job, namespace, instance, flushInterval, metrics } = parsed.data;
  return {
    name,
    ...(job === undefined ? {} : { job: namespace === undefined ? job : `${namespace}/${job}` }),
    ...(instance === undefined ? {} : { instance }),
    flushIntervalMs: flushInterval,
    metrics: metrics.map(({ otlp, prometheus, description, ...rest }) => ({
      ...rest,
      ...(otlp === undefined ? {} : { otlp }),
      ...(prometheus === undefined ? {} : { prometheus }),
      ...(description === undefined ? {} : { description }),
    })),
  };
}
