import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { z } from 'zod';

/** Where a document differs from its protocol; a field that the protocol does not name differs, too. */
export function differencesFrom(schema: z.ZodType, document: unknown): readonly ErrorObject[] {
  const strict = new Ajv2020({ formats: { 'date-time': true } }).compile(
    z.toJSONSchema(schema, { io: 'output' }),
  );
  strict(document);
  return strict.errors ?? [];
}
