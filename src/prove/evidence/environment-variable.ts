import { isSecretVariable, maskUrl } from '../../shared/text/secrets.ts';
import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { EnvironmentSeen } from '../views/environment.ts';
import type { Evidence } from '../engine/outcome.ts';
import { type ManifestSet, podEnvironment, type Workload } from '../sources/index.ts';
import { gatewayWorkload } from './gateway-workload.ts';

/** The environment of the gateway's process: as it runs, else as the manifests of its pod set it. */
export const processEnvironment = defineEvidence({
  name: 'processEnvironment',
  needs: ['environment'],
  uses: ['manifests', gatewayWorkload],
  answer: async ({ environment, manifests, gatewayWorkload: workload }) => {
    const seen = (await environment.read()) ?? (manifests && workload && inManifests(manifests, workload));
    return seen ? known(seen) : notKnown(NO_ENVIRONMENT);
  },
});

function inManifests(manifests: ManifestSet, workload: Workload): EnvironmentSeen | undefined {
  const pod = podEnvironment(manifests, workload);
  const { object } = workload;
  return (
    pod && { ...pod, source: `${object.file}: ${object.kind} ${object.name}, container ${pod.container}` }
  );
}

/** A variable as evidence; what may be a credential is not shown. */
export function variableEvidence({ source, variables }: EnvironmentSeen, name: string): Evidence {
  const value = variables[name];
  if (value === undefined) return { source, saw: `${name} is not set` };
  return { source, saw: isSecretVariable(name) ? `${name} is set` : `${name}=${maskUrl(value)}` };
}

/** The first of some variables that is set and not empty: the OpenTelemetry specification treats an empty one as not set. */
export function firstSet(
  { variables }: EnvironmentSeen,
  names: readonly string[],
): { readonly name: string; readonly value: string } | undefined {
  for (const name of names) {
    const value = variables[name];
    if (value !== undefined && value !== '') return { name, value };
  }
  return undefined;
}

/** A manual fix: a variable can come from the pod, from what `envFrom` names, or from the image. */
export function unsetFix(name: string): { readonly kind: 'manual'; readonly text: string } {
  return { kind: 'manual', text: `remove ${name} from the environment of the process, and restart it` };
}

export const NO_ENVIRONMENT =
  'the environment of the process could not be read: --gateway URL or --env-file FILE';
