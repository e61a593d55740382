import { z } from 'zod';

const shape = z.array(
  z.object({
    op: z.enum(['add', 'replace', 'remove', 'test', 'copy', 'move']),
    path: z.string(),
    value: z.unknown().optional(),
  }),
);

export type JsonPatch = z.output<typeof shape>;

/** Undefined where it is no list of operations. */
export function parseJsonPatch(value: unknown): JsonPatch | undefined {
  return shape.safeParse(value).data;
}

/**
 * Applies operations of RFC 6902.
 *
 * @returns undefined where one cannot be applied: its path is not there, or it is `copy`, `move` or `test`
 */
export function applyJsonPatch(value: unknown, patch: JsonPatch): unknown {
  const result = structuredClone(value);
  for (const { op, path, value: given } of patch) {
    const steps = path
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = steps.at(-1);
    const parent = steps.slice(0, -1).reduce<unknown>(valueOf, result);
    if (last === undefined || typeof parent !== 'object' || parent === null) return undefined;
    if (!change(parent, last, op, structuredClone(given))) return undefined;
  }
  return result;
}

function valueOf(node: unknown, step: string): unknown {
  return typeof node === 'object' && node !== null ? (Reflect.get(node, step) as unknown) : undefined;
}

function change(parent: object, key: string, op: JsonPatch[number]['op'], given: unknown): boolean {
  if (op !== 'add' && !(op === 'replace' || op === 'remove')) return false;
  if (Array.isArray(parent)) {
    const at = key === '-' ? parent.length : Number(key);
    const isInside =
      Number.isInteger(at) && at >= 0 && at <= (op === 'add' ? parent.length : parent.length - 1);
    if (!isInside) return false;
    parent.splice(at, op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [given]));
    return true;
  }
  if (op !== 'add' && !(key in parent)) return false;
  if (op === 'remove') Reflect.deleteProperty(parent, key);
  else Reflect.set(parent, key, given);
  return true;
}
