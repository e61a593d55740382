import { embeddedText } from '../../edit/index.ts';
import { isRecord } from '../../text/is-record.ts';
import { isConfigMap } from '../config-map.ts';
import type { Candidate } from './candidate.ts';
import type { FileObject } from './objects.ts';

/** Entries of a ConfigMap or a Secret; undefined for another object. */
export function entriesOf(object: FileObject): Candidate[] | undefined {
  if (isConfigMap(object)) return [...plainEntries(object, 'data'), ...encodedEntries(object, 'binaryData')];
  if (object.kind !== 'Secret') return undefined;
  const plain = plainEntries(object, 'stringData');
  // `stringData` overrides a key of `data`.
  const hidden = new Set(plain.map(({ key }) => key));
  return [...plain, ...encodedEntries(object, 'data').filter(({ key }) => !hidden.has(key))];
}

function plainEntries(object: FileObject, field: string): Candidate[] {
  const { file, document, lines, path } = object;
  return keysOf(object, field).flatMap((key) => {
    const embedded = embeddedText(file, document, lines, [...path, field, key]);
    return embedded ? [{ ...embedded, key, entry: true, ...owner(object) }] : [];
  });
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function encodedEntries(object: FileObject, field: string): Candidate[] {
  return plainEntries(object, field).flatMap((entry) => {
    const text = decoded(entry.text);
    if (text === undefined) return [];
    const readOnly = `${entry.key} is base64: decode it, change it, and encode it again`;
    return [{ ...entry, text, onOneLine: true, readOnly, replace: () => undefined }];
  });
}

function decoded(base64: string): string | undefined {
  const compact = base64.replaceAll(/\s/g, '');
  if (!/^[A-Za-z0-9+/]+=*$/.test(compact)) return undefined;
  try {
    return UTF8.decode(Buffer.from(compact, 'base64'));
  } catch {
    return undefined;
  }
}

function keysOf({ value }: FileObject, field: string): string[] {
  const entries = value[field];
  return isRecord(entries) ? Object.keys(entries) : [];
}

function owner({ kind, name }: FileObject): Pick<Candidate, 'configMap' | 'secret'> {
  return kind === 'Secret' ? { configMap: null, secret: name } : { configMap: name, secret: null };
}
