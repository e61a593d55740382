import { z } from 'zod';
import { tryJson } from '../../../shared/text/try-json.ts';
import type { ManifestObject } from '../../sources/index.ts';
import type { BackendView } from '../../views/backend.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, pass, unknown, warn } from '../../engine/outcome.ts';
import { gapOf, locationOf, sourceOf } from '../../evidence/manifest-location.ts';

const CRD = 'prometheuses.monitoring.coreos.com';
const FIELD = 'enableOTLPReceiver';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const record = z.record(z.string(), z.unknown());
const crdShape = z.object({
  spec: z.object({
    versions: z.array(
      z.object({
        name: z.string(),
        schema: z
          .object({ openAPIV3Schema: z.object({ properties: z.object({ spec: z.looseObject({}) }) }) })
          .optional(),
      }),
    ),
  }),
});
const specShape = z.looseObject({ properties: record.default({}) });

const prometheusShape = z.object({
  metadata: z.object({ annotations: z.record(z.string(), z.string()).nullish() }).optional(),
  spec: z.object({ [FIELD]: z.boolean().nullish() }).nullish(),
});

/** The cluster keeps the operator's field that turns the receiver on. */
export const receiverOperatorFieldKept = defineCheck({
  id: 'TL505',
  link: 'receiver',
  title: "Cluster keeps the operator's field",
  proves: 'the definition of Prometheus objects knows enableOTLPReceiver, and no live object has lost it',
  explain:
    'The API server drops fields that a CustomResourceDefinition does not know, without a word: an operator upgraded ' +
    'without its definitions never sees enableOTLPReceiver (known from 0.81 on), and Prometheus starts without its ' +
    'receiver. kubectl apply --server-side the definitions of the same release, then the Prometheus object again.',
  severity: 'error',
  modes: [36],
  needs: ['manifests'],
  uses: ['backend'],
  run: async ({ manifests, backend }) => {
    const asking = manifests.objects.filter((object) => object.kind === 'Prometheus' && asksFor(object));
    const [first] = asking;
    if (!first) return pass(`no Prometheus object asks for ${FIELD}`);
    const definition = manifests.objects.find(
      ({ kind, name }) => kind === 'CustomResourceDefinition' && name === CRD,
    );
    const lost = asking.find((object) => isInForce(object) && !hasField(object.content));
    const knows = definition && knowsField(definition);
    const evidence: Evidence[] = [
      { source: sourceOf(first, ['spec', FIELD]), saw: `Prometheus ${first.name} asks for ${FIELD}` },
      ...(definition
        ? [{ source: sourceOf(definition), saw: `its schema ${knows ? 'knows' : 'does not know'} ${FIELD}` }]
        : []),
      ...(lost
        ? [{ source: manifests.paths[0] ?? '', saw: `the live Prometheus ${lost.name} has no ${FIELD}` }]
        : []),
    ];
    if (knows === false || (lost && knows === undefined)) {
      const message = `the cluster drops ${FIELD} of Prometheus ${(lost ?? first).name}: ${knows === false ? 'its definition does not know the field' : 'the live object has lost it'}`;
      const details = {
        ...locationOf(lost ?? first, ['spec', FIELD]),
        affects: ['the receiver stays off, and every push is answered 404'],
        fix: {
          kind: 'manual',
          text: `upgrade the CustomResourceDefinition ${CRD} to the operator's release (0.81 or newer), then apply the Prometheus object again`,
        },
      } as const;
      return (await isOn(backend))
        ? warn(`${message}; yet the receiver is on`, evidence, details)
        : fail(message, evidence, details);
    }
    if (lost) {
      return fail(`the live Prometheus ${lost.name} lacks ${FIELD}, which its definition knows`, evidence, {
        ...locationOf(lost, ['spec', FIELD]),
        modes: [],
        fix: { kind: 'manual', text: 'apply the Prometheus object again' },
      });
    }
    if (knows === undefined) {
      return unknown(
        gapOf(manifests, 'CustomResourceDefinition') ?? `${CRD} is not known: --kubeconfig FILE`,
        evidence,
      );
    }
    return pass(`the cluster knows ${FIELD}`, evidence);
  },
});

/** By what is in force, by its manifest, or by what was applied and then dropped. */
function asksFor({ content, written }: ManifestObject): boolean {
  const applied = prometheusShape.safeParse(content).data?.metadata?.annotations?.[LAST_APPLIED];
  return [content, written, tryJson(applied ?? '')].some(hasField);
}

function hasField(content: unknown): boolean {
  return prometheusShape.safeParse(content).data?.spec?.[FIELD] === true;
}

function isInForce({ live, written }: ManifestObject): boolean {
  return live === true || written !== undefined;
}

/** Undefined where the definition holds no schema. */
function knowsField({ content }: ManifestObject): boolean | undefined {
  const versions = crdShape.safeParse(content).data?.spec.versions;
  const spec = specShape.safeParse(
    versions?.find(({ name }) => name === 'v1')?.schema?.openAPIV3Schema.properties.spec,
  ).data;
  if (!spec) return undefined;
  return FIELD in spec.properties || spec['x-kubernetes-preserve-unknown-fields'] === true;
}

async function isOn(backend: BackendView | undefined): Promise<boolean> {
  const probe = await backend?.probe();
  return probe?.ok === true && probe.value.status < 300;
}
