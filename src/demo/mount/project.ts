import { chmod, mkdir, mkdtemp, readdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { isConfigMap } from '../../shared/config/index.ts';
import { QUIET } from '../../shared/text/yaml-options.ts';

/** The manifest holds no ConfigMap to mount; the message says what is wrong. */
export class ConfigMapError extends Error {
  override readonly name = 'ConfigMapError';
}

/** Link of a volume to the folder with its present content. */
const DATA = '..data';

/**
 * Writes a ConfigMap's data into a folder as the kubelet does for a mounted volume: the files in a new folder named by
 * the time, `..data` swapped over to it by a rename, an entry `KEY → ..data/KEY` for each key, the old folder removed.
 * A reader sees the old files or the new, never a mix.
 *
 * Source: AtomicWriter of Kubernetes, `pkg/volume/util/atomic_writer.go`.
 *
 * @returns the keys that are mounted
 * @throws {ConfigMapError}
 */
export async function projectConfigMap(
  manifest: string,
  folder: string,
  now = new Date(),
): Promise<string[]> {
  const files = filesOf(manifest);
  await mkdir(folder, { recursive: true });
  const before = await readlink(join(folder, DATA)).catch(() => undefined);

  const fresh = await mkdtemp(join(folder, `..${stamp(now)}.`));
  await chmod(fresh, 0o755);
  await Promise.all(
    [...files].map(([key, content]) => writeFile(join(fresh, key), content, { mode: 0o644 })),
  );

  const swap = join(folder, `${DATA}_tmp`);
  await rm(swap, { force: true });
  await symlink(basename(fresh), swap);
  await rename(swap, join(folder, DATA));

  await linkKeys(folder, new Set(files.keys()));
  if (before !== undefined) await rm(join(folder, before), { recursive: true, force: true });
  return [...files.keys()];
}

async function linkKeys(folder: string, keys: ReadonlySet<string>): Promise<void> {
  const present = (await readdir(folder)).filter((name) => !name.startsWith('..'));
  const gone = present.filter((name) => !keys.has(name));
  const added = [...keys].filter((key) => !present.includes(key));
  await Promise.all([
    ...gone.map((name) => rm(join(folder, name))),
    ...added.map((key) => symlink(join(DATA, key), join(folder, key))),
  ]);
}

/** Content of each key of the only ConfigMap in a manifest. */
function filesOf(manifest: string): Map<string, Buffer> {
  const documents = parseAllDocuments(manifest, QUIET);
  const [broken] = documents.flatMap((document) => document.errors);
  if (broken) throw new ConfigMapError(`is not valid YAML: ${broken.message.split('\n')[0]}`);
  const maps = documents.map((document) => document.toJS() as unknown).filter(isConfigMap);
  const [map, second] = maps;
  if (!map) throw new ConfigMapError('holds no ConfigMap');
  if (second) throw new ConfigMapError('holds several ConfigMaps; a volume mounts one');
  return new Map([...decoded(map.data, 'utf8'), ...decoded(map.binaryData, 'base64')]);
}

function decoded(entries: unknown, encoding: 'utf8' | 'base64'): [string, Buffer][] {
  return Object.entries(entries ?? {}).map(([key, text]: [string, unknown]) => {
    // The API server rejects such keys; here they would be paths outside the volume.
    if (!/^[-._a-zA-Z0-9]+$/.test(key) || key.startsWith('..') || key === '.') {
      throw new ConfigMapError(`has the key "${key}"; a key is letters, digits, "-", "_" and "."`);
    }
    if (typeof text !== 'string') throw new ConfigMapError(`has a value under "${key}" that is no string`);
    return [key, Buffer.from(text, encoding)];
  });
}

/** `2026_02_20_03_00_00`: the kubelet's own form. */
function stamp(at: Date): string {
  return at.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '_');
}
