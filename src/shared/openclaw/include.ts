import { dirname, isAbsolute, relative, resolve } from 'node:path';
import JSON5 from 'json5';
import { errorText } from '../text/error-text.ts';
import { isRecord } from '../text/is-record.ts';

const KEY = '$include';
const DEEPEST = 10;
const UNSAFE_KEYS = new Set(['__proto__', 'prototype', 'constructor']);

/** The files that may be included. */
export interface IncludeFiles {
  /** The path without symbolic links; undefined where there is no such file. */
  real(path: string): string | undefined;
  /** The text of a file; undefined where it cannot be read. */
  read(path: string): string | undefined;
}

export type Included =
  | { readonly ok: true; readonly value: unknown }
  /** OpenClaw refuses it. */
  | { readonly ok: false; readonly refused: string }
  /** It depends on a file that is not here. */
  | { readonly ok: false; readonly unread: string };

class Stop extends Error {
  readonly included: Included & { readonly ok: false };

  constructor(included: Included & { readonly ok: false }) {
    super('$include');
    this.included = included;
  }
}

/** Whether a parsed configuration has an `$include` anywhere. */
export function hasInclude(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasInclude);
  return isRecord(value) && (KEY in value || Object.values(value).some(hasInclude));
}

/**
 * A parsed configuration with its `$include` files merged in, as OpenClaw does it: paths are relative to the file that
 * names them and stay inside the folder of the configuration; several files are merged in their order, lists are joined;
 * keys beside `$include` win.
 *
 * @param path of the configuration file, absolute
 */
export function withIncludes(value: unknown, path: string, files: IncludeFiles): Included {
  const root = dirname(path);
  try {
    return { ok: true, value: merged(value, [path], { root, realRoot: files.real(root) ?? root, files }) };
  } catch (error) {
    if (error instanceof Stop) return error.included;
    throw error;
  }
}

interface Reading {
  readonly root: string;
  readonly realRoot: string;
  readonly files: IncludeFiles;
}

/** @param chain the files that are being read, the including one last */
function merged(value: unknown, chain: readonly string[], reading: Reading): unknown {
  if (Array.isArray(value)) return value.map((item) => merged(item, chain, reading));
  if (!isRecord(value)) return value;
  const { [KEY]: include, ...rest } = value;
  const own = Object.fromEntries(
    Object.entries(rest).map(([key, inner]) => [key, merged(inner, chain, reading)]),
  );
  if (!(KEY in value)) return own;
  const content = contentOf(include, chain, reading);
  if (Object.keys(own).length === 0) return content;
  if (!isRecord(content)) refuse('keys beside $include need a file that holds an object');
  return joined(content, own);
}

function contentOf(include: unknown, chain: readonly string[], reading: Reading): unknown {
  if (typeof include === 'string') return fileOf(include, chain, reading);
  if (!Array.isArray(include)) refuse('$include has to be a path or a list of paths');
  return include.reduce((all: unknown, one: unknown) => {
    if (typeof one !== 'string') refuse('$include has to be a path or a list of paths');
    return joined(all, fileOf(one, chain, reading));
  }, {});
}

function fileOf(named: string, chain: readonly string[], reading: Reading): unknown {
  const path = resolve(dirname(chain.at(-1) ?? ''), named);
  if (!isInside(reading.root, path)) refuse(`$include ${named} leaves the folder of the configuration`);
  const real = reading.files.real(path);
  if (real !== undefined && !isInside(reading.realRoot, real))
    refuse(`$include ${named} is a link that leaves the folder of the configuration`);
  if (chain.includes(path)) refuse(`$include ${named} includes itself`);
  if (chain.length > DEEPEST) refuse(`$include ${named} is nested more than ${DEEPEST} deep`);
  const text = reading.files.read(path);
  if (text === undefined)
    throw new Stop({ ok: false, unread: `includes ${named}, which cannot be read here` });
  return merged(parsed(named, text), [...chain, path], reading);
}

function parsed(named: string, text: string): unknown {
  try {
    return JSON5.parse(text);
  } catch (error) {
    return refuse(`$include ${named} is not valid JSON5: ${errorText(error).replace(/^JSON5: /, '')}`);
  }
}

function joined(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) return [...(one as unknown[]), ...(other as unknown[])];
  if (!isRecord(one) || !isRecord(other)) return other;
  const result = { ...one };
  for (const [key, value] of Object.entries(other)) {
    if (!UNSAFE_KEYS.has(key)) result[key] = key in result ? joined(result[key], value) : value;
  }
  return result;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

function refuse(refused: string): never {
  throw new Stop({ ok: false, refused });
}
