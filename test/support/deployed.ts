import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyPatch } from 'diff';
import {
  type ConfigFile,
  type ManifestSet,
  readConfigFile,
  readManifests,
} from '../../src/prove/sources/index.ts';
import type { Outcome } from '../../src/prove/engine/outcome.ts';

const DEPLOY = fileURLToPath(new URL('../../deploy', import.meta.url));

/** What `deploy/` describes, and the configuration in it. */
export type Deployed = {
  readonly manifests: ManifestSet;
  readonly config: ConfigFile;
};

/** A change to one file of `deploy/`; a file that is not there is made. */
export type Changes = Readonly<Record<string, (text: string) => string>>;

/** Reads a copy of `deploy/` with changes, without the watch: what it is about stands without it. */
export function deployed(changes: Changes = {}): Deployed {
  for (const [name, change] of Object.entries(changes)) {
    const before = textOf(join(DEPLOY, name));
    // A pattern that no longer fits the file would leave a test that judges something else.
    if (change(before) === before) throw new Error(`the change to deploy/${name} changes nothing`);
  }
  return readDeployed(changes);
}

function readDeployed(changes: Changes): Deployed {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-deploy-'));
  try {
    cpSync(DEPLOY, folder, { recursive: true, filter: (path) => !path.endsWith('watch.yaml') });
    for (const [name, change] of Object.entries(changes)) {
      const path = join(folder, name);
      writeFileSync(path, change(textOf(path)));
    }
    return {
      manifests: readManifests([folder]),
      config: readConfigFile(join(folder, 'configmap-openclaw.yaml')),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `deploy/` with changes, and then the diff of an outcome's fix applied. */
export function deployedWithFix(changes: Changes, outcome: Outcome): Deployed {
  const { file = '', diff = '' } = outcome.fix ?? {};
  const policies = ['cilium.yaml', 'calico.yaml', 'networkpolicy.yaml', 'monitoring/networkpolicy.yaml'];
  const [name = ''] = policies.filter((each) => changes[each]);
  if (!name.endsWith(file)) throw new Error(`the fix is for ${file}, not for ${name}`);
  return readDeployed({
    ...changes,
    [name]: (text) => {
      const fixed = applyPatch(changes[name]?.(text) ?? text, diff);
      if (fixed === false) throw new Error('the diff does not apply');
      return fixed;
    },
  });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
