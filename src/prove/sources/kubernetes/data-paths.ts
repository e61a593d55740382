import { z } from 'zod';
import { listOf } from '../manifests/shape-parts.ts';

/** An entry of a ConfigMap, or all entries of a field where `key` is undefined. */
export interface DataPath {
  readonly field: 'data' | 'binaryData';
  readonly key: string | undefined;
}

/** What a JSON pointer of `ignoreDifferences` covers: `/data` or `/data/KEY`; undefined where that is no entry. */
export function dataOfPointer(pointer: string): DataPath | undefined {
  const [start, field, key, ...rest] = pointer.split('/').map(decoded);
  // An entry is a text: there is nothing below it.
  if (start !== '' || !isField(field) || rest.length > 0) return undefined;
  return { field, key };
}

/** In this order: `~01` is the text `~1`. */
function decoded(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** One step of a path: `["KEY"]`, `."KEY"` or `.KEY`. */
const STEP = /^\s*(?:\.?\["([^"]*)"\]|\."([^"]*)"|\.([A-Za-z_]\w*))/;

/**
 * What a jq expression of `ignoreDifferences` covers, at most one for each of its paths, which commas separate. An
 * expression that selects entries in another way than by a key counts as one that covers all of them.
 */
export function dataOfJqPath(expression: string): readonly DataPath[] {
  return expression.split(',').flatMap((path) => {
    const first = step(path);
    if (!first || !isField(first.name)) return [];
    const second = step(first.rest);
    // `.data.openclaw.json` is the key `json` below the key `openclaw`, which is a text.
    if (second && step(second.rest)) return [];
    return { field: first.name, key: second?.name };
  });
}

function step(path: string): { readonly name: string; readonly rest: string } | undefined {
  const match = STEP.exec(path);
  return match
    ? { name: match[1] ?? match[2] ?? match[3] ?? '', rest: path.slice(match[0].length) }
    : undefined;
}

const keysShape = z.record(z.string(), z.unknown()).optional();
const managedShape = z.object({
  metadata: z.object({
    managedFields: listOf(
      z.object({
        manager: z.string().optional(),
        fieldsV1: z.object({ 'f:data': keysShape, 'f:binaryData': keysShape }).optional(),
      }),
    ),
  }),
});

/**
 * The entries of a live ConfigMap that one of these managers has written, by its managed fields; undefined where these are
 * not known.
 */
export function dataOfManagers(
  content: unknown,
  managers: readonly string[],
): readonly (DataPath & { readonly manager: string })[] | undefined {
  const fields = managedShape.safeParse(content).data?.metadata.managedFields;
  if (!fields || fields.length === 0) return undefined;
  return fields.flatMap(({ manager, fieldsV1 }) =>
    manager !== undefined && managers.includes(manager)
      ? FIELDS.flatMap((field) =>
          Object.keys(fieldsV1?.[`f:${field}`] ?? {}).flatMap((name) =>
            name.startsWith('f:') ? { manager, field, key: name.slice('f:'.length) } : [],
          ),
        )
      : [],
  );
}

const FIELDS = ['data', 'binaryData'] as const;

function isField(name: string | undefined): name is DataPath['field'] {
  return name === 'data' || name === 'binaryData';
}
