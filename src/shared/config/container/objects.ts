import type { Document, LineCounter } from 'yaml';
import { type Path, parseYamlStream, yamlValue } from '../../edit/index.ts';
import { isRecord } from '../../text/is-record.ts';
import { isConfigMap } from '../config-map.ts';

/** An object of Kubernetes in a file, at its position. */
export interface FileObject {
  readonly file: string;
  readonly lines: LineCounter;
  readonly document: Document.Parsed;
  /** Path of the object in its document: not empty for an item of a list. */
  readonly path: Path;
  readonly kind: string;
  readonly name: string | null;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Objects of all documents of a file, those in lists among them; empty where the file is no manifest. */
export function objectsOf(file: string): FileObject[] {
  if (!/\bkind\b/.test(file)) return [];
  const { documents, lines } = parseYamlStream(file);
  return documents.flatMap((document) => collect(yamlValue(document), { file, lines, document, path: [] }));
}

function collect(
  value: unknown,
  at: Pick<FileObject, 'file' | 'lines' | 'document' | 'path'>,
  inherited?: string,
): FileObject[] {
  if (!isRecord(value)) return [];
  const { kind = inherited, apiVersion, metadata, items } = value;
  if (typeof kind !== 'string') return [];
  if (typeof apiVersion !== 'string' && !inherited && !isConfigMap(value)) return [];
  if (kind.endsWith('List') && Array.isArray(items)) {
    const inner = kind === 'List' ? undefined : kind.slice(0, -'List'.length);
    return items.flatMap((item, i) => collect(item, { ...at, path: [...at.path, 'items', i] }, inner));
  }
  const name = isRecord(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : null;
  return [{ ...at, kind, name, value }];
}
