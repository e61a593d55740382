import { basename } from 'node:path';
import { createProgress, type Progress } from '../../servers/progress.ts';
import { type BuiltImage, cachedImage } from './cached.ts';
import { type ImageEntry, writeLayer } from './layer.ts';
import { librariesOf } from './libraries.ts';
import { ACCOUNTS, CERTIFICATES } from './machine.ts';
import { sha256, writeOciArchive } from './oci.ts';

interface ServerImage {
  /** As a pod names it, with registry and tag: an operator's object then leads to this binary. */
  readonly name: string;
  /** The binary, as the table of servers finds it. */
  readonly binary: string;
  /** Its path in the image; `/bin/` and its own name by default. */
  readonly path?: string;
  /** Other names of the binary, as absolute paths: the name chooses what it is. */
  readonly aliases?: readonly string[];
  /** More files, such as a command that the binary calls; the libraries of those given by `from` are not added. */
  readonly files?: readonly ImageEntry[];
  /** 65534, nobody, by default. */
  readonly user?: string;
  readonly progress?: Progress;
}

/**
 * An image of one binary with the libraries that it loads. The binary is the entry point.
 * @throws ImageError if a library is missing
 */
export async function buildServerImage(image: ServerImage): Promise<BuiltImage> {
  const {
    name,
    binary,
    path = `/bin/${basename(binary)}`,
    aliases = [],
    files = [],
    user = '65534:65534',
  } = image;
  const libraries = await librariesOf([binary]);
  const entries: readonly ImageEntry[] = [
    ...[path, ...aliases].map((one) => ({ path: one, from: binary })),
    ...libraries.map((library) => ({ path: library, from: library })),
    ...ACCOUNTS,
    ...CERTIFICATES,
    ...files,
  ];
  const content = await Promise.all(
    entries.map(async (entry) =>
      'from' in entry ? `${entry.path} ${await sha256(entry.from)}` : JSON.stringify(entry),
    ),
  );
  const progress = image.progress ?? createProgress({ write: () => {} });
  return cachedImage({ name, content: [...content, user], progress }, async (work, to) => {
    progress.step(`${name}: an image of ${binary}`);
    const layer = `${work}/layer.tar`;
    await writeLayer(entries, work, layer);
    const settings = { entrypoint: [path], user, env: { PATH: '/usr/bin:/bin' }, workingDir: '/' };
    await writeOciArchive({ name, layer, settings }, work, to);
  });
}
