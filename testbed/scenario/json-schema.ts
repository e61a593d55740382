import { z } from 'zod';
import { scenarioSchema } from './schema.ts';

/** The JSON Schema of `scenario.yaml`, for editors and for other programs. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-2020-12' });
  return { ...schema, title: 'scenario.yaml', description: 'A situation with its right diagnosis.' };
}
