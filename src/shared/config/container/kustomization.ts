import { parse } from 'yaml';
import { isRecord } from '../../text/is-record.ts';
import { QUIET } from '../../text/yaml-options.ts';

/** A file that a kustomization puts into a ConfigMap or a Secret. */
export interface GeneratedFile {
  /** Key of the ConfigMap. */
  readonly key: string;
  /** Relative to the folder of the kustomization. */
  readonly path: string;
  /** Name of the generated object, without the hash that kustomize appends. */
  readonly name: string | null;
  readonly kind: 'ConfigMap' | 'Secret';
}

/** Files of the generators of a kustomization; undefined where the file is none. It may leave out its kind. */
export function generatedFiles(file: string): GeneratedFile[] | undefined {
  if (!/\b(?:configMapGenerator|secretGenerator)\b/.test(file)) return undefined;
  let value: unknown;
  try {
    value = parse(file, QUIET);
  } catch {
    return undefined;
  }
  if (!isRecord(value)) return undefined;
  return [
    ...filesOf(value['configMapGenerator'], 'ConfigMap'),
    ...filesOf(value['secretGenerator'], 'Secret'),
  ];
}

function filesOf(generators: unknown, kind: GeneratedFile['kind']): GeneratedFile[] {
  const given = Array.isArray(generators) ? (generators as unknown[]) : [];
  return given.filter(isRecord).flatMap(({ name, files }) =>
    (Array.isArray(files) ? (files as unknown[]) : []).flatMap((written) => {
      if (typeof written !== 'string') return [];
      // `key=path`, or a path whose last part is the key.
      const sign = written.indexOf('=');
      const path = written.slice(sign + 1);
      const key = sign > 0 ? written.slice(0, sign) : (path.split('/').at(-1) ?? path);
      return [{ key, path, name: typeof name === 'string' ? name : null, kind }];
    }),
  );
}
