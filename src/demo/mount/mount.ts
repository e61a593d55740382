import { readFile } from 'node:fs/promises';
import { watchPaths } from '../../shared/files/watch.ts';
import { errorText } from '../../shared/text/error-text.ts';
import { projectConfigMap } from './project.ts';

export interface MountOptions {
  /** Milliseconds between polls of the manifest, which find changes without an event. */
  readonly pollMs?: number;
  /** Called with the reason why a manifest was not mounted. What was mounted before stays, as in a cluster. */
  readonly onRefused?: (reason: string) => void;
}

export interface Mount {
  close(): Promise<void>;
}

/**
 * Keeps a ConfigMap volume mounted at a folder and projects it again whenever its manifest changes. It does the work of
 * the API server and the kubelet, without their delay of up to a minute.
 *
 * @throws {ConfigMapError} where the manifest cannot be mounted at first, or the error of reading it
 */
export async function mountConfigMap(
  manifestPath: string,
  folder: string,
  options: MountOptions = {},
): Promise<Mount> {
  let mounted = await readFile(manifestPath, 'utf8');
  await projectConfigMap(mounted, folder);
  return watchPaths([manifestPath], {
    pollMs: options.pollMs ?? 1_000,
    async onChange() {
      try {
        const manifest = await readFile(manifestPath, 'utf8');
        if (manifest === mounted) return;
        await projectConfigMap(manifest, folder);
        mounted = manifest;
      } catch (error) {
        options.onRefused?.(`${manifestPath}: ${errorText(error)}`);
      }
    },
  });
}
