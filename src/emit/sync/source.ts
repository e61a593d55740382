import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import {
  ConfigDocumentError,
  type ConfigIssue,
  type ConfigReading,
  type FileArgument,
  findConfig,
  parseConfig,
} from '../../shared/config/index.ts';
import { errorCode } from '../../shared/text/error-code.ts';
import { errorText } from '../../shared/text/error-text.ts';
import { explain } from './failure.ts';

/** Kubernetes allows a ConfigMap 1 MiB; a file far beyond that is the wrong file, and would not fit the container. */
const LARGEST_BYTES = 2 * 1024 * 1024;

/** Text that is not UTF-8 is rejected, not corrected: the target must hold the exact bytes of the source. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The present state of the source. */
export type Offer =
  | { readonly kind: 'accepted'; readonly text: Buffer; readonly hash: string }
  /** It can be read, but is not a valid configuration. */
  | { readonly kind: 'refused'; readonly reason: string; readonly hash: string }
  /** Nothing can be read: the volume is not mounted (yet), or its folder was removed. */
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Reads the text of a configuration as its gateway does. */
export type ReadConfig = (text: string) => ConfigReading;

/** Reads a source at each call, and validates it only if its content has changed since the last call. */
export function createSourceReader(source: FileArgument, read?: ReadConfig): () => Promise<Offer> {
  let last: { readonly file: Buffer; readonly offer: Offer } | undefined;
  return async () => {
    try {
      const file = await readThroughSwap(source.path);
      if (!last?.file.equals(file)) last = { file, offer: judge(file, source, read) };
      return last.offer;
    } catch (error) {
      return { kind: 'unavailable', reason: `cannot read ${source.path}: ${explain(error)}` };
    }
  };
}

/** Reads again if `..data` was swapped and the old folder removed during the read. */
async function readThroughSwap(path: string): Promise<Buffer> {
  try {
    return await readAll(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return readAll(path);
  }
}

async function readAll(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (size > LARGEST_BYTES) throw new Error(`it has ${size} bytes; a ConfigMap has 1 MiB at most`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/**
 * Says whether a file holds a configuration that can be carried over, and extracts it from its ConfigMap.
 *
 * Only the text itself is validated. `${VAR}` is left for the gateway to fill in, and a value with one is not validated:
 * the variables are set in the gateway's container, and need not be set in this one.
 *
 * @param read for which gateway; that of this project by default
 */
export function judge(file: Buffer, source: FileArgument, read: ReadConfig = parseConfig): Offer {
  let text: string;
  try {
    text = findConfig(UTF8.decode(file), source.key).text;
  } catch (error) {
    return { kind: 'refused', reason: `${source.path}: ${misread(error)}`, hash: hashOf(file) };
  }
  const bytes = Buffer.from(text, 'utf8');
  const hash = hashOf(bytes);
  const [first, ...others] = faultsOf(read(text));
  if (!first) return { kind: 'accepted', text: bytes, hash };
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return { kind: 'refused', reason: `${source.path}: ${describe(first)}${more}`, hash };
}

function misread(error: unknown): string {
  if (error instanceof ConfigDocumentError) return `it ${errorText(error)}`;
  if (errorCode(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not UTF-8 text';
  return `it cannot be parsed: ${explain(error)}`;
}

function faultsOf(reading: ConfigReading): readonly ConfigIssue[] {
  if (reading.ok) return [];
  const unjudged = new Set(reading.unset.map(({ path }) => path.join('\0')));
  return reading.errors.filter((error) => !unjudged.has(error.path.join('\0')));
}

function describe(issue: ConfigIssue): string {
  const message = issue.message.trim().replaceAll(/\s+/g, ' ');
  return issue.path.length === 0 ? message : `${issue.path.join('.')}: ${message}`;
}

/** `sha256:` and the hexadecimal digest. */
export function hashOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
