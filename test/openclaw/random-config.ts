import type { SchemaData, SchemaNode } from '../../src/shared/openclaw/schema-data.ts';

/** A number below `limit`, the same ones for the same seed. */
export type Random = (limit: number) => number;

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * limit);
  };
}

/**
 * A configuration that goes down one random path of the schema and has the required keys beside it. With `mutate`, the
 * value at its end, or a key on the way, is made wrong in a random way.
 */
export function randomConfig({ nodes, root }: SchemaData, random: Random, mutate: boolean): unknown {
  let left = mutate ? 1 : 0;
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item;

  const value = (index: number, depth: number): unknown => {
    const node = nodes[index] ?? {};
    if (left > 0 && random(3) === 0) {
      left--;
      return wrong(node, depth);
    }
    return right(node, depth);
  };

  const right = (node: SchemaNode, depth: number): unknown => {
    if (node.e) return pick(node.e);
    if (node.u) return value(pick(node.u), depth);
    if (node.one) return value(pick(node.one), depth);
    if (node.all?.[0] !== undefined) return value(node.all[0], depth);
    const type = [node.t ?? (node.p ? 'object' : 'string')].flat()[0];
    if (type === 'boolean') return random(2) === 0;
    if (type === 'null') return null;
    if (type === 'number' || type === 'integer') return numberOf(node);
    if (type === 'array') return listOf(node, depth);
    if (type === 'object') return objectOf(node, depth);
    return stringOf(node);
  };

  const numberOf = ({ min, max, above, below }: SchemaNode): number => {
    const low = min ?? (above === undefined ? 1 : above + 1);
    return Math.min(low, max ?? low, below === undefined ? low : below - 1);
  };

  const listOf = (node: SchemaNode, depth: number): unknown[] => {
    if (node.a === undefined || depth > 9) return [];
    return Array.from({ length: Math.max(node.minItems ?? 0, random(2)) }, () =>
      value(node.a as number, depth + 1),
    );
  };

  const objectOf = (node: SchemaNode, depth: number): Record<string, unknown> => {
    const made: Record<string, unknown> = {};
    const keys = Object.keys(node.p ?? {});
    for (const key of new Set([...(node.r ?? []), ...(keys.length > 0 && depth < 9 ? [pick(keys)] : [])])) {
      const inner = node.p?.[key];
      if (inner !== undefined) made[key] = value(inner, depth + 1);
    }
    if (keys.length === 0 && typeof node.x === 'number' && depth < 9) made['one'] = value(node.x, depth + 1);
    return made;
  };

  const wrong = (node: SchemaNode, depth: number): unknown => {
    const made = right(node, depth);
    const isObject = typeof made === 'object' && made !== null && !Array.isArray(made);
    if (isObject && random(3) > 0) {
      const keys = Object.keys(made);
      const [first] = keys;
      if (random(3) === 0 && first !== undefined) {
        const { [first]: _removed, ...rest } = made as Record<string, unknown>;
        return rest;
      }
      return { ...made, [pick(['timeoutMs', 'seriesLimit', 'sessionKey', 'nope'])]: 1 };
    }
    return pick<unknown>([null, 'text', '', -1, 1.5, 1e9, true, [], {}, [1], { nope: 1 }]);
  };

  return value(root, 0);
}

function stringOf({ re, f, minLength }: SchemaNode): string {
  if (f === 'uri') return 'http://127.0.0.1:4318';
  if (f === 'email') return 'one@example.com';
  if (f === 'date-time') return '2026-11-27T03:00:00Z';
  const texts = [
    'one',
    '1h',
    '#aabbcc',
    '127.0.0.1',
    'a/b',
    '/one',
    'A1',
    '12:30',
    'sha256:00',
    '1.2.3',
    'one.two',
    '',
  ];
  const pattern = re === undefined ? undefined : new RegExp(re);
  return (
    texts.find((text) => text.length >= (minLength ?? 0) && (pattern?.test(text) ?? text !== '')) ?? 'one'
  );
}
