import { z } from 'zod';
import { ServerError } from './error.ts';
import type { Go } from './go.ts';

const downloadSchema = z.object({ Dir: z.string(), Sum: z.string() });

/** A Go module, pinned by the `h1:` hash of its zip, as a go.sum records it. */
export interface PinnedModule {
  readonly module: string;
  readonly version: string;
  readonly checksum: string;
}

/**
 * Has Go fetch a module into its cache.
 * @returns the module's folder there
 * @throws ServerError `build`, or `checksum` if it is another one
 */
export async function fetchModule({ module, version, checksum }: PinnedModule, go: Go): Promise<string> {
  const { Dir, Sum } = downloadSchema.parse(
    JSON.parse(await go(['mod', 'download', '-json', `${module}@${version}`])),
  );
  if (Sum === checksum) return Dir;
  throw new ServerError(
    'checksum',
    `${module}@${version} has the checksum ${Sum}, and ${checksum} is expected. ` +
      'Check GOPROXY, and empty the module cache with `go clean -modcache`.',
  );
}
