import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * What is shipped, without the watch, and a Prometheus with its Service as an installation has them: where each file is, by
 * the name that changes give it.
 */
const FILES: Readonly<Record<string, string>> = {
  'namespace.yaml': 'deploy/components/namespace/namespace.yaml',
  'configmap-openclaw.yaml': 'deploy/base/configmap-openclaw.yaml',
  'persistentvolumeclaim.yaml': 'deploy/base/persistentvolumeclaim.yaml',
  'deployment.yaml': 'deploy/base/deployment.yaml',
  'service.yaml': 'deploy/base/service.yaml',
  'networkpolicy.yaml': 'deploy/components/network-policies/networkpolicy.yaml',
  'clusterrole.yaml': 'deploy/components/cluster-rights/clusterrole.yaml',
  'roles.yaml': 'deploy/components/rights/roles.yaml',
  'monitoring/networkpolicy.yaml': 'deploy/components/prometheus-ingress/networkpolicy.yaml',
  'monitoring/prometheus.yaml': 'test/support/monitoring/prometheus.yaml',
  'monitoring/service.yaml': 'test/support/monitoring/service.yaml',
};

/** Copies what is shipped, and a Prometheus with its Service, into a folder. */
export function copyDeployed(folder: string): void {
  mkdirSync(join(folder, 'monitoring'), { recursive: true });
  for (const [name, path] of Object.entries(FILES)) copyFileSync(join(ROOT, path), join(folder, name));
}

/** What `deploy/` describes, and the configuration in it. */
export type Deployed = {
  readonly manifests: ManifestSet;
  readonly config: ConfigFile;
};

/** A change to one file of `deploy/`; a file that is not there is made. */
export type Changes = Readonly<Record<string, (text: string) => string>>;

/** Reads what is shipped, with changes. */
export function deployed(changes: Changes = {}): Deployed {
  for (const [name, change] of Object.entries(changes)) {
    const path = FILES[name];
    const before = path === undefined ? '' : textOf(join(ROOT, path));
    // A pattern that no longer fits the file would leave a test that judges something else.
    if (change(before) === before) throw new Error(`the change to deploy/${name} changes nothing`);
  }
  return readDeployed(changes);
}

function readDeployed(changes: Changes): Deployed {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-deploy-'));
  try {
    copyDeployed(folder);
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
