import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { command } from './command.ts';
import { ImageError } from './error.ts';

const descriptorSchema = z.object({ digest: z.string(), size: z.number(), mediaType: z.string() });
const indexSchema = z.object({ manifests: z.tuple([descriptorSchema]) });
const manifestSchema = z.object({ config: descriptorSchema, layers: z.array(descriptorSchema) });
const configSchema = z.object({
  architecture: z.string(),
  config: z.object({
    User: z.string().default(''),
    Entrypoint: z.array(z.string()).default([]),
    Env: z.array(z.string()).default([]),
    Labels: z.record(z.string(), z.string()).default({}),
  }),
});

/** What an OCI archive says of its image. */
interface ImageDescription {
  /** Of the manifest: what a deployment pins. */
  readonly digest: string;
  readonly architecture: string;
  readonly settings: z.infer<typeof configSchema>['config'];
  /** From the base upwards, with their sizes as a registry would hold them. */
  readonly layers: readonly { readonly digest: string; readonly bytes: number }[];
}

/**
 * Reads an OCI archive, and unpacks its files where that is asked for.
 * @param rootFolder gets the files of all layers; needs root, as files keep their owners
 * @throws ImageError if the archive is no OCI archive of one image
 */
export async function readImage(archive: string, rootFolder?: string): Promise<ImageDescription> {
  const work = await mkdtemp(join(tmpdir(), 'throughline-archive-'));
  try {
    await command('tar', ['-xf', archive, '-C', work], { cwd: work });
    const blobFile = (digest: string): string => join(work, 'blobs', ...digest.split(':'));
    const blob = async (digest: string): Promise<unknown> => {
      const text = await readFile(blobFile(digest));
      if (`sha256:${createHash('sha256').update(text).digest('hex')}` !== digest)
        throw new ImageError(`${archive}: ${digest} has another content`);
      return JSON.parse(text.toString());
    };
    const index = indexSchema.parse(JSON.parse(await readFile(join(work, 'index.json'), 'utf8')));
    const [{ digest }] = index.manifests;
    const manifest = manifestSchema.parse(await blob(digest));
    const { architecture, config } = configSchema.parse(await blob(manifest.config.digest));
    if (rootFolder !== undefined) {
      for (const layer of manifest.layers)
        await command('tar', ['-xf', blobFile(layer.digest), '-C', rootFolder], { cwd: work });
    }
    const layers = manifest.layers.map((layer) => ({ digest: layer.digest, bytes: layer.size }));
    return { digest, architecture, settings: config, layers };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
