import { z } from 'zod';
import { configSchema } from './schema.ts';

export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
}

let made: JsonSchema | undefined;

/** The configuration file as JSON Schema 2020-12, for editors and for checks before a deployment. */
export function configJsonSchema(): JsonSchema {
  made ??= {
    ...(z.toJSONSchema(configSchema, { io: 'input' }) as JsonSchema),
    title: 'Configuration of the gateway',
  };
  return made;
}

/** Schema of the value at a path; undefined where the schema knows none. */
export function schemaAt(path: readonly (string | number)[]): JsonSchema | undefined {
  let schema: JsonSchema | undefined = configJsonSchema();
  for (const step of path) {
    const inner: boolean | JsonSchema | undefined = schema?.additionalProperties;
    schema =
      typeof step === 'number'
        ? schema?.items
        : (schema?.properties?.[step] ?? (typeof inner === 'object' ? inner : undefined));
  }
  return schema;
}

/** Keys that the schema knows in the object at a path. */
export function knownKeys(path: readonly (string | number)[]): string[] {
  return Object.keys(schemaAt(path)?.properties ?? {});
}
