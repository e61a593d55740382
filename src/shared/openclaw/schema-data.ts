import { TEXT as OF_2026_2 } from './generated/schema-2026-2.ts';
import { TEXT as OF_2026_9 } from './generated/schema-2026-9.ts';
import type { ReleaseLineId } from './lines.ts';

/** One schema of a value. All that is given has to hold; nothing given is any value. Numbers are indexes of nodes. */
export interface SchemaNode {
  /** Type, or several of them, as in JSON Schema. */
  readonly t?: string | readonly string[];
  /** Known keys of an object. */
  readonly p?: Readonly<Record<string, number>>;
  /** Other keys: false for none; absent for any. */
  readonly x?: false | number;
  /** Required keys. */
  readonly r?: readonly string[];
  /** What each key has to be. */
  readonly k?: number;
  /** Items of an array. */
  readonly a?: number;
  /** The first items of an array, one by one. */
  readonly tuple?: readonly number[];
  /** No items after those of `tuple`. */
  readonly closed?: true;
  /** All values that are allowed. */
  readonly e?: readonly unknown[];
  /** At least one of these. */
  readonly u?: readonly number[];
  /** Exactly one of these. */
  readonly one?: readonly number[];
  readonly all?: readonly number[];
  readonly not?: number;
  readonly if?: readonly [number, number, number];
  readonly never?: true;
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minKeys?: number;
  readonly maxKeys?: number;
  /** Regular expression. */
  readonly re?: string;
  /** Format, as in JSON Schema. */
  readonly f?: string;
  readonly unique?: true;
}

/** The configuration schema of one version of OpenClaw, taken from its package by scripts/openclaw-schema.mjs. */
export interface SchemaData {
  readonly version: string;
  readonly root: number;
  /** Channels of the package and of its bundled plugins. */
  readonly channels: readonly string[];
  /** Bundled plugins: the index of the schema of the plugin's `config`. */
  readonly plugins: Readonly<Record<string, { readonly kind?: unknown; readonly config?: number }>>;
  readonly nodes: readonly SchemaNode[];
}

const TEXTS: Readonly<Record<ReleaseLineId, string>> = {
  'openclaw/2026.2': OF_2026_2,
  'openclaw/2026.9': OF_2026_9,
};

const read = new Map<ReleaseLineId, SchemaData>();

/** The schema of a line; its text is parsed when it is first asked for. */
export function schemaData(line: ReleaseLineId): SchemaData {
  const known = read.get(line);
  if (known) return known;
  const data = JSON.parse(TEXTS[line]) as SchemaData;
  read.set(line, data);
  return data;
}
