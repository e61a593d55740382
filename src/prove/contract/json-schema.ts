import { z } from 'zod';
import { contractSchema } from './parse.ts';

/** The JSON Schema of the format `throughline.contract/1`, for editors and for other programs. */
export function contractJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(contractSchema, { io: 'input', target: 'draft-2020-12' });
  return { ...schema, title: 'throughline.contract/1', description: 'What should arrive in a backend.' };
}
