import { isDeepStrictEqual } from 'node:util';
import { nearest } from '../config/index.ts';
import { isRecord } from '../text/is-record.ts';
import type { ReleaseLineId } from './lines.ts';
import { schemaData, type SchemaNode } from './schema-data.ts';

type Path = readonly (string | number)[];

/** Something in a configuration that the schema of a release refuses. */
export interface SchemaIssue {
  readonly path: Path;
  readonly message: string;
  /** A key that the release does not know. */
  readonly unknownKey: boolean;
}

/** What the schema of a release refuses in a parsed configuration; empty where it is valid. */
export function schemaIssues(line: ReleaseLineId, value: unknown): SchemaIssue[] {
  const { nodes, root } = schemaData(line);
  return new Judge(nodes).issues(root, value, []);
}

/** What the schema of a bundled plugin refuses in its own `config`; empty where the plugin is not bundled. */
export function pluginConfigIssues(line: ReleaseLineId, id: string, config: unknown): SchemaIssue[] {
  const { nodes, plugins } = schemaData(line);
  const schema = Object.hasOwn(plugins, id) ? plugins[id]?.config : undefined;
  const path = ['plugins', 'entries', id, 'config'];
  return schema === undefined ? [] : new Judge(nodes).issues(schema, config, path);
}

/** Whether a release knows a key: it may stand in a configuration. */
export function knowsKey(line: ReleaseLineId, path: readonly string[]): boolean {
  const { nodes, root } = schemaData(line);
  const inner = (index: number, [key, ...rest]: readonly string[]): boolean => {
    if (key === undefined) return true;
    const node = nodes[index] ?? {};
    const branches = [...(node.u ?? []), ...(node.one ?? []), ...(node.all ?? [])];
    if (branches.some((branch) => inner(branch, [key, ...rest]))) return true;
    const own = node.p?.[key];
    if (own !== undefined) return inner(own, rest);
    if (node.x === false || branches.length > 0) return false;
    const isOpen = node.t === undefined || node.t === 'object';
    return isOpen && (node.x === undefined || inner(node.x, rest));
  };
  return inner(root, path);
}

class Judge {
  readonly #nodes: readonly SchemaNode[];

  constructor(nodes: readonly SchemaNode[]) {
    this.#nodes = nodes;
  }

  issues(index: number, value: unknown, path: Path): SchemaIssue[] {
    const node = this.#nodes[index] ?? {};
    const bad = (message: string): SchemaIssue[] => [{ path, message, unknownKey: false }];
    if (node.never) return bad('is not allowed');
    if (node.t !== undefined && !isOfType(node.t, value)) {
      return bad(`is ${describe(value)}, and has to be ${typeText(node.t)}`);
    }
    if (node.e && !node.e.some((one) => isDeepStrictEqual(one, value))) {
      return bad(`is ${describe(value)}, and has to be ${choices(node.e)}`);
    }
    return [
      ...limitProblems(node, value).flatMap(bad),
      ...this.#combinations(node, value, path),
      ...(Array.isArray(value) ? this.#items(node, value, path) : []),
      ...(isRecord(value) ? this.#keys(node, value, path) : []),
    ];
  }

  #combinations(node: SchemaNode, value: unknown, path: Path): SchemaIssue[] {
    const found = (node.all ?? []).flatMap((branch) => this.issues(branch, value, path));
    for (const branches of [node.u, node.one]) {
      if (!branches) continue;
      const each = branches.map((branch) => this.issues(branch, value, path));
      const fitting = each.filter((issues) => issues.length === 0).length;
      if (fitting === 0) found.push(...nearestOf(each));
      else if (branches === node.one && fitting > 1) {
        found.push({ path, message: 'fits more than one of the allowed forms', unknownKey: false });
      }
    }
    if (node.not !== undefined && this.issues(node.not, value, path).length === 0) {
      found.push({ path, message: 'has a form that is not allowed', unknownKey: false });
    }
    if (node.if) {
      const [condition, then, otherwise] = node.if;
      const holds = this.issues(condition, value, path).length === 0;
      found.push(...this.issues(holds ? then : otherwise, value, path));
    }
    return found;
  }

  #items({ a, tuple, closed }: SchemaNode, value: readonly unknown[], path: Path): SchemaIssue[] {
    return value.flatMap((item, index) => {
      const at = [...path, index];
      const schema = tuple?.[index] ?? a;
      if (schema !== undefined) return this.issues(schema, item, at);
      return closed ? [{ path: at, message: 'is one item too many', unknownKey: false }] : [];
    });
  }

  #keys({ p, x, r, k }: SchemaNode, value: Readonly<Record<string, unknown>>, path: Path): SchemaIssue[] {
    const missing = (r ?? []).filter((key) => value[key] === undefined);
    return [
      ...missing.map((key) => ({ path: [...path, key], message: 'is missing', unknownKey: false })),
      ...Object.entries(value).flatMap(([key, inner]) => {
        const at = [...path, key];
        const own = p && Object.hasOwn(p, key) ? p[key] : undefined;
        if (own !== undefined) return this.issues(own, inner, at);
        if (x === false)
          return [{ path: at, message: unknownText(key, Object.keys(p ?? {})), unknownKey: true }];
        const named = k === undefined ? [] : this.issues(k, key, at);
        return x === undefined ? named : [...named, ...this.issues(x, inner, at)];
      }),
    ];
  }
}

/** Of the forms of which one has to fit, the issues of the one that the value is meant as: the type fits, and it has the fewest. */
function nearestOf(each: readonly (readonly SchemaIssue[])[]): readonly SchemaIssue[] {
  const depth = (issues: readonly SchemaIssue[]): number =>
    Math.max(...issues.map(({ path }) => path.length));
  return each.toSorted((one, other) => depth(other) - depth(one) || one.length - other.length)[0] ?? [];
}

function unknownText(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  return near === undefined ? `unknown key "${key}"` : `unknown key "${key}"; did you mean "${near}"?`;
}

function isOfType(type: string | readonly string[], value: unknown): boolean {
  return [type].flat().some((one) => {
    if (one === 'array') return Array.isArray(value);
    if (one === 'object') return isRecord(value);
    if (one === 'null') return value === null;
    if (one === 'integer') return Number.isInteger(value);
    return typeof value === one;
  });
}

function* limits(node: SchemaNode, value: unknown): Iterable<string | false | undefined> {
  if (typeof value === 'number') {
    yield node.min !== undefined && value < node.min && `is below ${node.min}`;
    yield node.max !== undefined && value > node.max && `is above ${node.max}`;
    yield node.above !== undefined && value <= node.above && `has to be above ${node.above}`;
    yield node.below !== undefined && value >= node.below && `has to be below ${node.below}`;
  }
  if (typeof value === 'string') {
    yield node.minLength !== undefined && value.length < node.minLength && 'is too short';
    yield node.maxLength !== undefined && value.length > node.maxLength && 'is too long';
    yield node.re !== undefined && !new RegExp(node.re).test(value) && `does not match ${node.re}`;
    yield node.f === 'uri' && !URL.canParse(value) && 'is not a URL';
  }
  if (Array.isArray(value)) {
    yield node.minItems !== undefined && value.length < node.minItems && `needs ${node.minItems} items`;
    yield node.maxItems !== undefined && value.length > node.maxItems && 'has too many items';
    yield node.unique && hasRepeated(value) && 'has an item twice';
  }
  if (isRecord(value)) {
    const count = Object.keys(value).length;
    yield node.minKeys !== undefined && count < node.minKeys && `needs ${node.minKeys} keys`;
    yield node.maxKeys !== undefined && count > node.maxKeys && 'has too many keys';
  }
}

function limitProblems(node: SchemaNode, value: unknown): string[] {
  return [...limits(node, value)].filter((problem) => typeof problem === 'string');
}

function hasRepeated(items: readonly unknown[]): boolean {
  return items.some((item, at) => items.slice(0, at).some((other) => isDeepStrictEqual(other, item)));
}

function typeText(type: string | readonly string[]): string {
  const words: Readonly<Record<string, string>> = {
    array: 'a list',
    object: 'an object',
    integer: 'a whole number',
    null: 'null',
  };
  return [type]
    .flat()
    .map((one) => words[one] ?? `a ${one}`)
    .join(' or ');
}

/** The kind of a value, and never the value itself: it may be a secret. */
function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return 'a number';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function choices(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.length > 8 ? `one of ${texts.length} values, such as ${texts[0]}` : texts.join(' or ');
}
