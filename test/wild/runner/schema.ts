import { z } from 'zod';
import { CHECKS } from '../../../src/prove/index.ts';
import { VERDICTS } from '../../../src/shared/protocol/report.ts';

const IDS = new Set<string>(CHECKS.map(({ id }) => id));

const checkSchema = z
  .string()
  .refine((text) => IDS.has(text), 'there is no such check: write an id such as TL801');

const textsSchema = z
  .array(z.string().min(1))
  .default([])
  .describe('parts of the output; /…/ is a regular expression. White space is compared as one space');

const serverSchema = z.strictObject({
  id: z.string().describe('as in `npm run servers`: prometheus@3.5, victoriametrics, mimir, …'),
  config: z.string().optional().describe('configuration file of the server, in the folder'),
  flags: z.array(z.string()).default([]),
  receiver: z.boolean().default(true),
  push: z
    .array(z.string())
    .default([])
    .describe('files of OTLP JSON that are pushed before; "NOW" and "NOW-60" (seconds) become times'),
});

const expectSchema = z
  .strictObject({
    exit: z.int().optional(),
    verdict: z.enum(VERDICTS).optional(),
    rootCause: checkSchema.nullable().optional().describe('null: there is none'),
    modes: z.array(z.int()).default([]).describe('failure modes that failing checks must name'),
    fails: z.array(checkSchema).default([]).describe('checks that must fail or warn'),
    mustNotFail: z
      .union([z.literal('any'), z.array(checkSchema)])
      .default([])
      .describe('checks that must not fail or warn; any: no check may'),
    unknown: z.array(checkSchema).default([]).describe('checks that must be unknown, blocked or skipped'),
    passes: z.array(checkSchema).default([]),
    says: textsSchema,
    saysNot: textsSchema,
    patched: z
      .strictObject({
        exit: z.int().optional().describe('of the same run after all printed patches are applied'),
        files: z.record(z.string(), z.strictObject({ says: textsSchema, saysNot: textsSchema })).default({}),
      })
      .optional(),
  })
  .describe('what is right, by the public interface');

const caseSchema = z.strictObject({
  name: z.string().optional().describe('required where an input has several cases'),
  healthy: z.boolean().describe('nothing is wrong with the input, so an alarm would be false'),
  run: z.array(z.string()).min(1).describe('the arguments of throughline; {NAME} is the URL of a server'),
  env: z.record(z.string(), z.string()).default({}),
  servers: z.record(z.string(), serverSchema).default({}).describe('by the name that `run` uses'),
  expect: expectSchema,
  known: z
    .strictObject({
      measured: z.string().optional().describe('server and version'),
      source: z.string().optional().describe('repository and file'),
      documented: z.string().optional().describe('page'),
    })
    .refine((known) => Object.values(known).some(Boolean), 'say how it is known'),
  first: z
    .strictObject({ date: z.iso.date(), seen: z.enum(['right', 'wrong', 'not judged']) })
    .describe('the result when the case was added'),
});

/** The format of `wild.yaml`. */
export const wildSchema = z.strictObject({
  source: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+(#\d+|:\S+)$/, 'write OWNER/REPOSITORY#NUMBER, or OWNER/REPOSITORY:PATH'),
  reported: z.string().min(1).describe('one sentence'),
  kind: z.int().min(1).max(14).describe('see README.md'),
  cases: z
    .array(caseSchema)
    .min(1)
    .refine(
      (cases) => cases.length === 1 || new Set(cases.map(({ name }) => name ?? '')).size === cases.length,
      'several cases need a different name each',
    ),
});

export type Wild = z.output<typeof wildSchema>;
export type Case = Wild['cases'][number];
export type Expect = Case['expect'];
export type ServerWish = Case['servers'][string];
