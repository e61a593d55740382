import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const GUIDE = fileURLToPath(new URL('../../docs/guide/ci.md', import.meta.url));

/** The YAML block of the guide for CI under a heading. @throws if there is none */
export function ciBlock(heading: string): string {
  const section = readFileSync(GUIDE, 'utf8')
    .split(/^## /m)
    .find((text) => text.startsWith(`${heading}\n`));
  const block = /```yaml\n(.*?)```/s.exec(section ?? '')?.[1];
  if (block === undefined) throw new Error(`docs/guide/ci.md has no YAML under "${heading}"`);
  return block;
}
