import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  type ConfigDocument,
  ConfigDocumentError,
  type ConfigReading,
  findConfig,
  type GeneratedFile,
  generatedFiles,
  mentionsGatewaySettings,
  parseConfig,
  parseFileArgument,
  parseText,
} from '../../shared/config/index.ts';
import { hasInclude, type Included, withIncludes } from '../../shared/openclaw/index.ts';
import { errorCode } from '../../shared/text/error-code.ts';

/** A gateway configuration read from a file; `${VAR}` stays as it is written. */
export interface ConfigFile {
  /** `FILE` or `FILE#KEY`, as given. */
  readonly argument: string;
  readonly path: string;
  /** Text of the whole file. */
  readonly file: string;
  readonly document: ConfigDocument;
  /** As this project's gateway reads it; evidence `configurationReading` has it as the gateway of its release does. */
  readonly reading: ConfigReading;
  /** Its `$include` files merged in, as OpenClaw does it; undefined where it has none. */
  readonly included?: Included;
}

/** A file that was named and cannot be used; the message names it and says why. */
export class SourceFileError extends Error {
  override readonly name = 'SourceFileError';
}

/**
 * Reads `FILE` or `FILE#KEY`.
 *
 * @throws {SourceFileError} where it cannot be read, or it is not clear which part is meant
 */
export function readConfigFile(argument: string): ConfigFile {
  const { path, key } = parseFileArgument(argument);
  const file = readTextFile(path);
  const generated = generatedConfig(path, file, key);
  if (generated) return { ...generated, argument };
  try {
    const document = findConfig(file, key);
    const included = includedIn(path, document);
    const reading = parseConfig(document.text);
    return { argument, path, file, document, reading, ...(included ? { included } : {}) };
  } catch (error) {
    if (error instanceof ConfigDocumentError) throw new SourceFileError(`${path} ${error.message}`);
    throw error;
  }
}

/** The file that a kustomization puts into a ConfigMap or Secret, as the configuration of that object. */
function generatedConfig(path: string, file: string, key: string | undefined): ConfigFile | undefined {
  const files = (generatedFiles(file) ?? []).filter((each) => key === undefined || each.key === key);
  const readings = files.map((each) => ({ each, path: join(dirname(path), each.path) }));
  const meant =
    key === undefined
      ? readings.filter(({ path: inner }) => mentionsGatewaySettings(readTextFile(inner)))
      : readings;
  const [only, second] = meant;
  if (second) {
    const keys = meant.map(({ each }) => `"${each.key}"`).join(', ');
    throw new SourceFileError(`${path} generates several configurations, ${keys}: say which as FILE#KEY`);
  }
  if (!only) return undefined;
  const config = readConfigFile(only.path);
  return { ...config, document: { ...config.document, ...ownerOf(only.each) } };
}

function ownerOf({ kind, name }: GeneratedFile): Pick<ConfigDocument, 'configMap' | 'secret'> {
  return kind === 'Secret' ? { configMap: null, secret: name } : { configMap: name, secret: null };
}

/** Files that OpenClaw includes: beside the configuration on disk, never in a ConfigMap, which does not hold them. */
function includedIn(path: string, { text, key }: ConfigDocument): Included | undefined {
  if (!text.includes('$include')) return undefined;
  const parsed = parseText(text);
  if (!parsed.ok || !hasInclude(parsed.value)) return undefined;
  if (key !== null) return { ok: false, unread: 'includes files that are not in it' };
  return withIncludes(parsed.value, resolve(path), { real: realPathOf, read: includedText });
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** OpenClaw 2026.9 reads no file that is larger. */
const MOST_BYTES = 2_097_152;

function includedText(path: string): string | undefined {
  try {
    return statSync(path).size > MOST_BYTES ? undefined : readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** @throws {SourceFileError} */
export function readTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = errorCode(error) ?? '';
    const reason =
      { ENOENT: 'there is no such file', EACCES: 'permission denied', EISDIR: 'it is a folder' }[code] ??
      code;
    throw new SourceFileError(`cannot read ${path}: ${reason}`);
  }
}
