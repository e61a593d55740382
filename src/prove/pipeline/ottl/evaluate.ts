import { goRegExp } from '../../../shared/text/go-regexp.ts';
import { ANY, type Known, type Passing } from '../passing.ts';
import type { Condition, Expression } from './expression.ts';
import { placeOf, TEMPORALITY_NAMES, TYPE_NAMES } from './place.ts';

/** A metric, and the context in which paths begin. */
export interface Scene {
  readonly metric: Passing;
  readonly context: string | undefined;
}

/** Whether a condition holds; undefined where that depends on what is not known. */
export function holds(condition: Condition, scene: Scene): boolean | undefined {
  switch (condition.type) {
    case 'not': {
      const inner = holds(condition.of, scene);
      return inner === undefined ? undefined : !inner;
    }
    case 'and':
    case 'or': {
      const decisive = condition.type === 'or';
      const left = holds(condition.left, scene);
      if (left === decisive) return decisive;
      const right = holds(condition.right, scene);
      if (right === decisive) return decisive;
      return left === undefined || right === undefined ? undefined : !decisive;
    }
    case 'compare':
      return compared(condition.op, valueOf(condition.left, scene), valueOf(condition.right, scene));
    case 'value': {
      const value = valueOf(condition.of, scene);
      return typeof value === 'boolean' ? value : undefined;
    }
  }
}

function compared(op: string, left: Known, right: Known): boolean | undefined {
  if (left === ANY || right === ANY) return undefined;
  if (typeof left === 'object' && left !== null) return undefined;
  if (typeof right === 'object' && right !== null) return undefined;
  if (op === '==') return left === right;
  return op === '!=' ? left !== right : undefined;
}

const ENUMS = new Set([...Object.values(TYPE_NAMES), ...Object.values(TEMPORALITY_NAMES)]);

/** The value of an expression, as far as it is known. */
export function valueOf(expression: Expression, scene: Scene): Known {
  switch (expression.type) {
    case 'literal':
      return expression.value;
    case 'enum':
      return ENUMS.has(expression.name) ? expression.name : ANY;
    case 'path':
      return atPath(expression, scene);
    case 'call':
      return called(expression.name, expression.args, scene);
    case 'list':
    case 'other':
      return ANY;
  }
}

function atPath(path: Expression, { metric, context }: Scene): Known {
  const place = placeOf(path, context);
  switch (place?.of) {
    case 'name':
      return metric.name;
    case 'unit':
      return metric.unit;
    case 'kind':
      return TYPE_NAMES[metric.kind];
    case 'temporality':
      return TEMPORALITY_NAMES[metric.temporality];
    case 'monotonic':
      return metric.kind === 'counter';
    case 'scope name':
      return metric.scope?.name ?? (metric.isOpen ? ANY : '');
    case 'scope version':
      return metric.scope?.version ?? (metric.isOpen ? ANY : '');
    case 'attributes':
    case 'resource':
      if (place.key === undefined) return ANY;
      return metric[place.of].get(place.key) ?? (metric.isOpen ? ANY : null);
    case 'nothing':
    case undefined:
      return ANY;
  }
}

function called(name: string, args: readonly Expression[], scene: Scene): Known {
  const [target, operand] = args;
  if (name === 'Concat') return concatenated(args, scene);
  if (name === 'HasAttrKeyOnDatapoint' && target) {
    const key = valueOf(target, scene);
    if (typeof key !== 'string') return ANY;
    return scene.metric.attributes.has(key) || (scene.metric.isOpen ? ANY : false);
  }
  const text = target ? valueOf(target, scene) : ANY;
  const other = operand ? valueOf(operand, scene) : ANY;
  if (typeof text !== 'string') return ANY;
  if (name === 'ConvertCase') return cased(text, other);
  if (name === 'ToLowerCase') return text.toLowerCase();
  if (name === 'ToUpperCase') return text.toUpperCase();
  if (typeof other !== 'string') return ANY;
  if (name === 'HasPrefix') return text.startsWith(other);
  if (name === 'HasSuffix') return text.endsWith(other);
  if (name !== 'IsMatch') return ANY;
  return patternOf(other)?.test(text) ?? ANY;
}

function cased(text: string, how: Known): Known {
  if (how === 'lower') return text.toLowerCase();
  return how === 'upper' ? text.toUpperCase() : ANY;
}

function concatenated([list, delimiter]: readonly Expression[], scene: Scene): Known {
  const between = delimiter ? valueOf(delimiter, scene) : ANY;
  if (list?.type !== 'list' || typeof between !== 'string') return ANY;
  const parts = list.items.flatMap((item) => {
    const value = valueOf(item, scene);
    return typeof value === 'string' ? [value] : [];
  });
  return parts.length === list.items.length ? parts.join(between) : ANY;
}

/** Not anchored, as in Go; undefined where JavaScript cannot read it. */
export function patternOf(source: string): RegExp | undefined {
  try {
    return goRegExp(source);
  } catch {
    return undefined;
  }
}
