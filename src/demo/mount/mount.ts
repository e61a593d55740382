import { readFile } from 'node:fs/promises';
import { watchPaths } from '../../emit/sync/index.ts';
import { errorText } from '../../shared/text/error-text.ts';
import { projectConfigMap } from './project.ts';

export interface MountOptions {
  /** Milliseconds between looks at the manifest for what no event told. */
  readonly pollMs?: number;
  /** Told why a manifest was not mounted; what was mounted before stays, as it does in a cluster. */
  readonly onRefused?: (reason: string) => void;
}

export interface Mount {
  close(): Promise<void>;
}

/**
 * Keeps a ConfigMap volume mounted at a folder, projected anew whenever its manifest changes: the part of API server
 * and kubelet, without their delay of up to a minute.
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
