import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ConfigFile,
  type ManifestSet,
  readConfigFile,
  readManifests,
} from '../../src/prove/sources/index.ts';

/** A configuration file with this value, as checks see it. */
export function configOf(value: unknown): ConfigFile {
  return inFolder('openclaw.json', JSON.stringify(value, null, 2), readConfigFile);
}

/** A manifest with this text, as checks see it. */
export function manifestsOf(text: string): ManifestSet {
  return inFolder('manifest.yaml', text, (path) => readManifests([path]));
}

function inFolder<T>(name: string, text: string, read: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-written-'));
  try {
    const path = join(folder, name);
    writeFileSync(path, text);
    return read(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
