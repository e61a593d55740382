import { readFileSync } from 'node:fs';
import { isRecord } from '../shared/text/is-record.ts';

/** Version of the package, read from its own manifest two folders above the compiled code. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  return isRecord(manifest) && typeof manifest['version'] === 'string' ? manifest['version'] : '';
}
