import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Version of this package: from the nearest package.json above, in a checkout as in `dist`. */
export function ownVersion(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (name === 'throughline' && version !== undefined) return version;
    } catch {
      // None here: look in the parent folder.
    }
    const above = dirname(folder);
    if (above === folder) return 'unknown';
    folder = above;
  }
}
