import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { sha256, writeOciArchive } from '../images/oci.ts';
import { type BuiltImage, cachedImage } from '../images/cached.ts';
import { writeLayer } from '../images/layer.ts';
import { librariesOf } from '../images/libraries.ts';
import type { Progress } from '../../servers/progress.ts';
import { ClusterError } from './error.ts';
import { environment } from './namespace.ts';
import { CONTAINERD_SOCKET } from './settings.ts';

const SLEEP = '/bin/sleep';

/**
 * The image whose only process holds the namespaces of a pod: it sleeps, and is killed when its pod ends. It is made of the
 * machine's own program, so no compiler is needed. Unlike the usual one it reaps no processes of a pod that shares its process
 * namespace.
 */
export async function buildPauseImage(progress: Progress): Promise<BuiltImage> {
  const name = 'docker.io/library/pause:lab';
  const files = [SLEEP, ...(await librariesOf([SLEEP]))];
  const content = await Promise.all(files.map(async (file) => `${file} ${await sha256(file)}`));
  return cachedImage({ name, content, progress }, async (work, to) => {
    const layer = `${work}/layer.tar`;
    await writeLayer(
      files.map((file) => ({ path: file, from: file })),
      work,
      layer,
    );
    const settings = { entrypoint: [SLEEP, 'infinity'], user: '65534:65534', env: {}, workingDir: '/' };
    await writeOciArchive({ name, layer, settings }, work, to);
  });
}

/** The command that runs another one on the node. */
type Enter = (command: readonly string[]) => readonly string[];

/**
 * Makes an OCI archive known to the node: pods can use its image by its name, without a registry.
 *
 * @throws {ClusterError} if the container runtime cannot import it
 */
export async function importImage(enter: Enter, archive: string): Promise<void> {
  await images(enter, ['import', archive], `${archive} cannot be imported`);
}

/**
 * Gives an image that the node knows another name, which may be one with a digest, `NAME@sha256:…`.
 *
 * @throws {ClusterError} if there is no such image
 */
export async function nameImage(enter: Enter, image: string, name: string): Promise<void> {
  await images(enter, ['tag', '--force', image, name], `${image} cannot be named ${name}`);
}

async function images(enter: Enter, subcommand: readonly string[], failure: string): Promise<void> {
  const ctr = ['ctr', `--address=${CONTAINERD_SOCKET}`, '--namespace=k8s.io', 'images', ...subcommand];
  const [command = '', ...args] = enter(ctr);
  await promisify(execFile)(command, args, { env: environment() }).catch(
    (error: Error & { stderr?: string }) => {
      throw new ClusterError(`${failure}: ${error.stderr?.trim() || error.message}`);
    },
  );
}
