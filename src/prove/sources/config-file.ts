import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
} from '../../shared/config/index.ts';
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
    return { argument, path, file, document, reading: parseConfig(document.text) };
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
