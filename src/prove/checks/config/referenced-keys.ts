import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, judged, pass, unknown } from '../../engine/outcome.ts';
import { exporter, gotThrough } from '../../evidence/exporter.ts';
import { gatewayWorkload } from '../../evidence/gateway-workload.ts';
import { locationOf, sourceOf } from '../../evidence/manifest-location.ts';
import { unlessNotApplied } from '../../outcomes/unless-not-applied.ts';
import { unlessPushesWork } from '../../outcomes/unless-pushes-work.ts';
import { keysOf, type Workload } from '../../sources/index.ts';

/** Each key of a Secret or ConfigMap that a variable of the gateway's pod is taken from exists. */
export const configReferencedKeys = defineCheck({
  id: 'TL111',
  link: 'config',
  title: 'Keys of the variables exist',
  proves: "each secretKeyRef and configMapKeyRef of the gateway's pod names a key that its object has",
  explain:
    'A container whose variable names a key that its Secret or ConfigMap does not have is not started: the pod stays in ' +
    'CreateContainerConfigError, unless the reference is optional. Only the names of the keys are read, also those of a ' +
    'SealedSecret or an ExternalSecret.',
  severity: 'error',
  modes: [9],
  needs: ['manifests', gatewayWorkload],
  uses: [exporter],
  run: ({ manifests, gatewayWorkload: workload, exporter }) => {
    const references = referencesOf(workload);
    const { namespace } = workload.pod;
    const read = references.flatMap((reference) => {
      const found = keysOf(manifests, reference.kind, { namespace, name: reference.name });
      return found ? [{ reference, found }] : [];
    });
    const evidence = read.map(({ reference: { variable, kind, name, key }, found: { object, keys } }) => ({
      source: sourceOf(object),
      saw: `${variable} is key ${key} of ${kind} ${name}, which has ${keys.join(', ') || 'none'}`,
    }));
    const missing = read.find(({ reference, found }) => !found.keys.includes(reference.key));
    if (missing) {
      const { variable, kind, name, key } = missing.reference;
      const outcome = fail(
        `${variable} is taken from key ${key} of ${kind} ${name}, which has no such key`,
        evidence,
        {
          ...locationOf(workload.object, workload.specPath),
          affects: ['the pod of the gateway does not start'],
          fix: {
            kind: 'manual',
            text: `add ${key} to ${kind} ${name}, or name one of its keys: ${missing.found.keys.join(', ')}`,
          },
        },
      );
      return unlessPushesWork(unlessNotApplied(outcome, manifests), exporter, gotThrough);
    }
    const [open] = references.filter((each) => !read.some(({ reference }) => reference === each));
    if (open) return unknown(`the manifests do not hold the keys of ${open.kind} ${open.name}`, evidence);
    const all = judged(evidence);
    if (all)
      return pass(
        `${all.length === 1 ? 'the key' : `the ${references.length} keys`} of variables exist`,
        all,
      );
    const variables = workload.running.flatMap(({ env }) => env);
    const saw = `${counted(variables.length, 'variable')}, none of which needs a key of a Secret or ConfigMap`;
    return pass('no variable is taken from a key', [{ source: sourceOf(workload.object), saw }]);
  },
});

interface Reference {
  readonly variable: string;
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly key: string;
}

/** References without `optional`. */
function referencesOf({ running }: Workload): Reference[] {
  return running.flatMap(({ env }) =>
    env.flatMap(({ name: variable, valueFrom }): Reference[] => {
      const [kind, reference] = valueFrom?.secretKeyRef
        ? (['Secret', valueFrom.secretKeyRef] as const)
        : (['ConfigMap', valueFrom?.configMapKeyRef] as const);
      const { name, key = '', optional } = reference ?? {};
      return name === undefined || optional === true ? [] : [{ variable, kind, name, key }];
    }),
  );
}
