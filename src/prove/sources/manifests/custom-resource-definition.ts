import { z } from 'zod';

const definitionShape = z.object({
  spec: z.object({
    versions: z.array(
      z.object({
        name: z.string(),
        schema: z
          .object({ openAPIV3Schema: z.object({ properties: z.object({ spec: z.looseObject({}) }) }) })
          .optional(),
      }),
    ),
  }),
});

const specShape = z.looseObject({ properties: z.record(z.string(), z.unknown()).default({}) });

/**
 * Whether a CustomResourceDefinition keeps a field of the spec of its objects. The API server drops fields that it
 * does not know.
 *
 * @returns undefined where the definition has no schema for that version
 */
export function keepsField(definition: unknown, version: string, field: string): boolean | undefined {
  const versions = definitionShape.safeParse(definition).data?.spec.versions;
  const schema = versions?.find(({ name }) => name === version)?.schema;
  const spec = specShape.safeParse(schema?.openAPIV3Schema.properties.spec).data;
  if (!spec) return undefined;
  return field in spec.properties || spec['x-kubernetes-preserve-unknown-fields'] === true;
}
