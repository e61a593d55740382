import {
  isPrometheus,
  keepsField,
  lastApplied,
  type ManifestObject,
  PROMETHEUS_CRD,
  RECEIVER_FIELD,
  turnsReceiverOn,
} from '../../sources/index.ts';
import type { BackendView } from '../../views/backend.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { gapOf, locationOf, sourceOf } from '../../evidence/manifest-location.ts';

/** The cluster keeps the operator's field that turns the receiver on. */
export const receiverOperatorFieldKept = defineCheck({
  id: 'TL505',
  link: 'receiver',
  title: "Cluster keeps the operator's field",
  proves: 'the definition of Prometheus objects knows enableOTLPReceiver, and no live object has lost it',
  explain:
    'The API server drops fields that a CustomResourceDefinition does not know, silently: an operator upgraded ' +
    'without its definitions never sees enableOTLPReceiver (known from 0.81 on), and Prometheus starts without its ' +
    'receiver. kubectl apply --server-side the definitions of the same release, then the Prometheus object again.',
  severity: 'error',
  modes: [36],
  onlyPushed: true,
  needs: ['manifests'],
  uses: ['backend'],
  run: async ({ manifests, backend }) => {
    const asking = manifests.objects.filter((object) => isPrometheus(object) && asksFor(object));
    const [first] = asking;
    if (!first) {
      const silent = manifests.objects.filter(isPrometheus);
      const evidence = silent.map((object) => ({
        source: sourceOf(object),
        saw: `${RECEIVER_FIELD} is not set`,
      }));
      return silent.length > 0
        ? skip(`no Prometheus object asks for ${RECEIVER_FIELD}`, evidence)
        : unknown('the manifests hold no Prometheus object of the operator');
    }
    const definition = manifests.objects.find(
      ({ kind, name }) => kind === 'CustomResourceDefinition' && name === PROMETHEUS_CRD,
    );
    const lost = asking.find((object) => isInForce(object) && !turnsReceiverOn(object.content));
    const knows = definition && keepsField(definition.content, 'v1', RECEIVER_FIELD);
    const evidence: Judged = [
      {
        source: sourceOf(first, ['spec', RECEIVER_FIELD]),
        saw: `Prometheus ${first.name} asks for ${RECEIVER_FIELD}`,
      },
      ...(definition
        ? [
            {
              source: sourceOf(definition),
              saw: `its schema ${knows ? 'knows' : 'does not know'} ${RECEIVER_FIELD}`,
            },
          ]
        : []),
      ...(lost
        ? [
            {
              source: manifests.paths[0] ?? '',
              saw: `the live Prometheus ${lost.name} has no ${RECEIVER_FIELD}`,
            },
          ]
        : []),
    ];
    if (knows === false || (lost && knows === undefined)) {
      const message = `the cluster drops ${RECEIVER_FIELD} of Prometheus ${(lost ?? first).name}: ${knows === false ? 'its definition does not know the field' : 'the live object has lost it'}`;
      const details = {
        ...locationOf(lost ?? first, ['spec', RECEIVER_FIELD]),
        affects: ['the receiver stays off, and every push gets 404'],
        fix: {
          kind: 'manual',
          text: `upgrade the CustomResourceDefinition ${PROMETHEUS_CRD} to the operator's release (0.81 or newer), then apply the Prometheus object again`,
        },
      } as const;
      return (await isOn(backend))
        ? warn(`${message}; but the receiver is on`, evidence, details)
        : fail(message, evidence, details);
    }
    if (lost) {
      return fail(
        `the live Prometheus ${lost.name} lacks ${RECEIVER_FIELD}, which its definition knows`,
        evidence,
        {
          ...locationOf(lost, ['spec', RECEIVER_FIELD]),
          modes: [],
          fix: { kind: 'manual', text: 'apply the Prometheus object again' },
        },
      );
    }
    if (knows === undefined) {
      return unknown(
        gapOf(manifests, 'CustomResourceDefinition') ?? `${PROMETHEUS_CRD} is not known: --kubeconfig FILE`,
        evidence,
      );
    }
    return pass(`the cluster knows ${RECEIVER_FIELD}`, evidence);
  },
});

/** By the object in force, by its manifest, or by what was applied and then dropped. */
function asksFor({ content, written }: ManifestObject): boolean {
  return [content, written, lastApplied(content)].some(turnsReceiverOn);
}

function isInForce({ live, written }: ManifestObject): boolean {
  return live === true || written !== undefined;
}

async function isOn(backend: BackendView | undefined): Promise<boolean> {
  const probe = await backend?.probe();
  return probe?.ok === true && probe.value.status < 300;
}
