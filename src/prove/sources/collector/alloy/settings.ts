import { type AlloyBlock, type AlloyValue, OpenExpression, textOf } from './parse.ts';

/** Settings of a component in the shape that the collector gives them. */
export type Settings = Readonly<Record<string, unknown>>;

/** In Alloy a protocol listens on every address unless it says otherwise; in the collector on localhost. */
const LISTENS = { http: '0.0.0.0:4318', grpc: '0.0.0.0:4317' } as const;

export function receiverSettings(block: AlloyBlock): Settings {
  const protocols = (['http', 'grpc'] as const).flatMap((protocol) => {
    const own = childrenOf(block, protocol)[0];
    return own ? [[protocol, { endpoint: LISTENS[protocol], ...plain(own) }] as const] : [];
  });
  return { protocols: Object.fromEntries(protocols) };
}

export function processorSettings(block: AlloyBlock, type: string): Settings {
  switch (type) {
    case 'attributes':
      return {
        actions: childrenOf(block, 'action').map(plain),
        ...matchSettings(block, 'include'),
        ...matchSettings(block, 'exclude'),
      };
    case 'transform':
      return {
        metric_statements: [
          ...childrenOf(block, 'metric_statements').map(plain),
          ...childrenOf(block, 'statements').flatMap((own) => listOf(plain(own)['metric'])),
        ],
      };
    default:
      return plain(block);
  }
}

/** `include` and `exclude` of the processor `attributes`: their lists are blocks here. */
function matchSettings(block: AlloyBlock, name: 'include' | 'exclude'): Settings {
  const own = childrenOf(block, name)[0];
  if (!own) return {};
  const lists = { attributes: 'attribute', resources: 'resource', libraries: 'library' };
  const nested = Object.entries(lists).flatMap(([list, child]) => {
    const found = childrenOf(own, child).map(plain);
    return found.length > 0 ? [[list, found] as const] : [];
  });
  return { [name]: { ...attributesOf(own), ...Object.fromEntries(nested) } };
}

/** Settings of an exporter that pushes OTLP: those of its block `client`. */
export function otlpSettings(block: AlloyBlock): Settings {
  return { ...attributesOf(block), ...plain(childrenOf(block, 'client')[0]) };
}

export function childrenOf({ blocks }: AlloyBlock, name: string): AlloyBlock[] {
  return blocks.filter((each) => each.name === name);
}

export function attributesOf(block: AlloyBlock | undefined): Settings {
  return Object.fromEntries((block?.attributes ?? []).map(({ name, value }) => [name, settingOf(value)]));
}

/** Attributes and blocks by name; a block that stands several times is a list. */
export function plain(block: AlloyBlock | undefined): Settings {
  const settings: Record<string, unknown> = { ...attributesOf(block) };
  for (const name of new Set((block?.blocks ?? []).map((each) => each.name))) {
    const found = (block?.blocks ?? []).filter((each) => each.name === name).map(plain);
    settings[name] = found.length === 1 ? found[0] : found;
  }
  return settings;
}

function settingOf(value: AlloyValue): unknown {
  if (value instanceof OpenExpression) return textOf(value);
  if (isList(value)) return value.map(settingOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, settingOf(item)]));
}

/** What an attribute refers to: `otelcol.processor.batch.default.input`. */
export function referencesOf(value: AlloyValue | undefined): string[] {
  if (value === undefined) return [];
  if (value instanceof OpenExpression) return [value.source];
  return isList(value) ? value.flatMap(referencesOf) : [];
}

function isList(value: AlloyValue): value is readonly AlloyValue[] {
  return Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
