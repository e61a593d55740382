import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { archiveFolder } from './layer.ts';

/** What a container starts with. */
export interface ImageSettings {
  readonly entrypoint: readonly string[];
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** As an image's configuration names it. */
export function ociArchitecture(arch: string): string {
  return { x64: 'amd64', ia32: '386' }[arch] ?? arch;
}

/**
 * Writes an OCI archive of one layer: what `ctr images import`, `buildah` and `skopeo` read. The same content gives the same
 * digest.
 * @param layer a tar archive, which is moved
 * @param name with registry and tag: `docker.io/library/NAME:TAG`
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
 */
export async function writeOciArchive(
  image: {
    readonly name: string;
    readonly layer: string;
    readonly settings: ImageSettings;
    /** Another one than that of this machine. */
    readonly architecture?: string;
  },
  work: string,
  to: string,
): Promise<void> {
  const { name, settings } = image;
  const layout = join(work, 'layout');
  const blobs = join(layout, 'blobs', 'sha256');
  await mkdir(blobs, { recursive: true });
  const json = async (value: object, mediaType: string): Promise<Descriptor> => {
    const text = JSON.stringify(value);
    const hash = createHash('sha256').update(text).digest('hex');
    await writeFile(join(blobs, hash), text);
    return { mediaType, digest: `sha256:${hash}`, size: Buffer.byteLength(text) };
  };
  const hash = await sha256(image.layer);
  const { size } = await stat(image.layer);
  await rename(image.layer, join(blobs, hash));
  const layer = {
    mediaType: 'application/vnd.oci.image.layer.v1.tar',
    digest: `sha256:${hash}`,
    size,
  };
  const config = await json(
    {
      created: new Date(0).toISOString(),
      architecture: image.architecture ?? ociArchitecture(process.arch),
      os: 'linux',
      config: {
        User: settings.user,
        Env: Object.entries(settings.env).map(([key, value]) => `${key}=${value}`),
        Entrypoint: settings.entrypoint,
        WorkingDir: settings.workingDir,
      },
      rootfs: { type: 'layers', diff_ids: [layer.digest] },
      history: [{ created: new Date(0).toISOString() }],
    },
    'application/vnd.oci.image.config.v1+json',
  );
  const manifestType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = await json(
    { schemaVersion: 2, mediaType: manifestType, config, layers: [layer] },
    manifestType,
  );
  const annotations = {
    'io.containerd.image.name': name,
    'org.opencontainers.image.ref.name': name,
  };
  const index = { schemaVersion: 2, manifests: [{ ...manifest, annotations }] };
  await writeFile(join(layout, 'index.json'), JSON.stringify(index));
  await writeFile(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  await archiveFolder(layout, work, to);
  await rm(layout, { recursive: true });
}

/** In hexadecimal. */
export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
