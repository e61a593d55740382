import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, judged, pass, unknown } from '../../engine/outcome.ts';
import { exporter, gotThrough } from '../../evidence/exporter.ts';
import { gatewayWorkload } from '../../evidence/gateway-workload.ts';
import { locationOf, sourceOf } from '../../evidence/manifest-location.ts';
import { type ReferencedObject, referencedObjects } from '../../evidence/referenced-objects.ts';
import { unlessNotApplied } from '../../outcomes/unless-not-applied.ts';
import { unlessPushesWork } from '../../outcomes/unless-pushes-work.ts';

/** Each Secret and ConfigMap that the gateway's pod names exists, with each key that it takes. */
export const configReferencedKeys = defineCheck({
  id: 'TL111',
  link: 'config',
  title: 'Keys that the pod takes exist',
  proves:
    "each Secret and ConfigMap that variables, envFrom and volumes of the gateway's pod name has the key that is taken",
  explain:
    'A container whose variable names a key that its Secret or ConfigMap does not have is not started: the pod stays in ' +
    'CreateContainerConfigError. With a volume it stays in ContainerCreating. A reference with optional: true is left ' +
    'out. Only the names of the keys are read, also those of a SealedSecret or an ExternalSecret. Of a Secret in a live ' +
    'cluster only the metadata is read, whose managed fields name the keys: for this, grant get on that one Secret ' +
    '(resourceNames).',
  severity: 'error',
  modes: [9],
  needs: ['manifests', gatewayWorkload, referencedObjects],
  uses: [exporter],
  run: ({ manifests, gatewayWorkload: workload, referencedObjects: references, exporter }) => {
    const evidence = references.flatMap(evidenceOf);
    const missing = references.find(isMissing);
    if (missing) {
      const { by, kind, name, key } = missing.reference;
      const keys = missing.object.state === 'known' ? missing.object.keys : undefined;
      const taken = key === undefined ? `${kind} ${name}` : `key ${key} of ${kind} ${name}`;
      const outcome = fail(
        `${by} is taken from ${taken}, which ${keys ? 'has no such key' : 'does not exist'}`,
        evidence,
        {
          ...locationOf(workload.object, workload.specPath),
          affects: ['the pod of the gateway does not start'],
          fix: { kind: 'manual', text: fixOf(missing) },
        },
      );
      return unlessPushesWork(unlessNotApplied(outcome, manifests), exporter, gotThrough);
    }
    for (const { reference, object } of references) {
      if (object.state !== 'unknown') continue;
      return unknown(
        `the keys of ${reference.kind} ${reference.name} are not known: ${object.why}`,
        evidence,
      );
    }
    const all = judged(evidence);
    if (all) {
      const count = counted(references.length, 'reference');
      return pass(`what the pod takes from Secrets and ConfigMaps exists (${count})`, all);
    }
    const variables = workload.running.flatMap(({ env }) => env);
    const saw = `${counted(variables.length, 'variable')}, none of which needs a Secret or ConfigMap`;
    return pass('the pod takes nothing from a Secret or ConfigMap', [
      { source: sourceOf(workload.object), saw },
    ]);
  },
});

function isMissing({ reference: { key }, object }: ReferencedObject): boolean {
  if (object.state === 'absent') return true;
  return object.state === 'known' && key !== undefined && !object.keys.includes(key);
}

function evidenceOf({ reference, object }: ReferencedObject): Evidence[] {
  const { by, kind, name, key } = reference;
  const taken = key === undefined ? `${by} is ${kind} ${name}` : `${by} is key ${key} of ${kind} ${name}`;
  if (object.state === 'unknown') return [];
  const has = object.state === 'absent' ? 'does not exist' : `has ${object.keys.join(', ') || 'none'}`;
  return [{ source: object.source, saw: `${taken}, which ${has}` }];
}

function fixOf({ reference: { kind, name, key }, object }: ReferencedObject): string {
  if (object.state !== 'known') {
    return `create ${kind} ${name}${key === undefined ? '' : ` with the key ${key}`}, or name one that exists`;
  }
  return `add ${key} to ${kind} ${name}, or name one of its keys: ${object.keys.join(', ')}`;
}
