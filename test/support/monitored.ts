import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ManifestSet, readManifests } from '../../src/prove/sources/index.ts';

const BASE = fileURLToPath(new URL('../scenarios/_base/scrape/manifests', import.meta.url));

/** A text of a manifest, and what replaces it. */
export type Replacement = readonly [file: string, from: string, to: string];

/**
 * The manifests of a gateway that a ServiceMonitor selects and a Prometheus scrapes, with changes; and more files beside
 * them, by name.
 */
export function monitored(
  changes: readonly Replacement[] = [],
  more: Readonly<Record<string, string>> = {},
): { readonly manifests: ManifestSet } {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-monitored-'));
  try {
    for (const name of readdirSync(BASE)) {
      let text = readFileSync(join(BASE, name), 'utf8');
      for (const [file, from, to] of changes) {
        if (file !== name) continue;
        // A text that is no longer in the file would leave a test that judges something else.
        if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`);
        text = text.replaceAll(from, to);
      }
      writeFileSync(join(folder, name), text);
    }
    for (const [name, text] of Object.entries(more)) writeFileSync(join(folder, name), text);
    return { manifests: readManifests([folder]) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
