import { type DescribedReceiver, describedReceivers } from '../../evidence/described-receivers.ts';
import { sourceOf, locationOf } from '../../evidence/manifest-location.ts';
import { exporter, isAccepted } from '../../evidence/exporter.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, type Fix, judged, pass, unknown } from '../../engine/outcome.ts';
import { appendInManifest, setInManifest } from '../../fix/set-in-manifest.ts';
import { unlessNotApplied } from '../../outcomes/unless-not-applied.ts';
import { unlessPushesWork } from '../../outcomes/unless-pushes-work.ts';
import {
  isPrometheus,
  type ManifestSet,
  RECEIVER_FIELD,
  RECEIVER_FLAG,
  showVersion,
  turnsReceiverOn,
} from '../../sources/index.ts';

/** The receiver is on, as its manifests describe it. */
export const receiverDescribedReceiverOn = defineCheck({
  id: 'TL511',
  link: 'receiver',
  title: 'Manifests turn the receiver on',
  proves: "the flags and the version in the receiver's manifests turn its OTLP receiver on",
  explain:
    'Version and flags of the receiver are in the manifests of its workload, in the Prometheus object of the ' +
    'operator, or in the values of a chart: kube-prometheus-stack reads prometheus.prometheusSpec and passes ' +
    'enableOTLPReceiver on from 75.3.6 on, the chart prometheus reads server.extraFlags. The operator makes the flag for spec.version, whatever the image is: where both differ, Prometheus gets ' +
    'the flag of another version. An image before 2.47 has no receiver. The operator rejects additionalArgs that it sets ' +
    'itself, and then changes nothing in the cluster.',
  severity: 'error',
  modes: [34, 35, 37],
  onlyPushed: true,
  needs: [describedReceivers, 'manifests'],
  uses: [exporter, 'backend'],
  dependsOn: ['TL502', 'TL505'],
  run: async ({ describedReceivers: receivers, manifests, exporter, backend }) => {
    const evidence = receivers.map(described);
    const broken = receivers.find(({ backend: { receiver } }) => receiver === 'off');
    if (!broken) {
      const open = receivers.find(({ backend: { receiver } }) => receiver === 'unknown');
      if (open)
        return unknown(
          `the manifests of ${open.backend.object} do not show its version and all of its flags`,
          evidence,
        );
      const seen = judged(evidence);
      if (!seen) return unknown('the manifests do not describe the receiver');
      return pass(`the receiver of ${receivers[0]?.backend.object} is on by its manifests`, seen);
    }
    const probe = await backend?.probe();
    if (backend && probe?.ok && probe.value.status < 300) {
      const saw = `the response to an empty push was ${probe.value.status}`;
      return pass('the backend accepts pushes', [{ source: backend.url, saw }, ...evidence]);
    }
    const { object, backend: server } = broken;
    const outcome = fail(`the receiver of ${server.object} is off: ${server.fault?.why}`, evidence, {
      ...locationOf(object, server.at),
      modes: modesOf(broken),
      affects: ['every push gets 404, and is not retried'],
      fix: fixOf(broken, manifests),
    });
    return unlessPushesWork(unlessNotApplied(outcome, manifests), exporter, isAccepted);
  },
});

function described({
  object,
  backend: { object: name, version, receiver, at },
}: DescribedReceiver): Evidence {
  const shown = version ? `version ${showVersion(version)}` : 'no version';
  return { source: sourceOf(object, at), saw: `${name}: ${shown}, receiver ${receiver}` };
}

function modesOf({ backend: { fault } }: DescribedReceiver): readonly (34 | 35 | 37)[] {
  if (fault?.kind === 'flag of 2.x') return [35];
  return fault?.kind === 'version' ? [37] : [34];
}

function fixOf(receiver: DescribedReceiver, manifests: ManifestSet): Fix {
  const { object, backend } = receiver;
  const kind = backend.fault?.kind;
  if (kind === 'version') return { kind: 'manual', text: 'run Prometheus 3, or 2.47 and newer' };
  if (kind === 'rejected') {
    return {
      kind: 'manual',
      text: `remove the argument from additionalArgs, and set ${RECEIVER_FIELD}: true`,
    };
  }
  if (isPrometheus(object)) return operatorFix(receiver, manifests);
  if (backend.at.at(-1) === 'prometheusSpec') {
    const text = `set prometheus.prometheusSpec.${RECEIVER_FIELD}: true in the ${backend.object}`;
    return setInManifest(manifests, object, text, [...backend.at, RECEIVER_FIELD], true);
  }
  if (backend.at.at(-1) === 'server') {
    return {
      kind: 'manual',
      text: `add ${RECEIVER_FLAG} to server.extraFlags, and keep the flags that are there`,
    };
  }
  const flag =
    backend.version && backend.version.major < 3
      ? '--enable-feature=otlp-write-receiver'
      : `--${RECEIVER_FLAG}`;
  const text = `start ${backend.object} with ${flag}`;
  return kind === 'flag of 3.x'
    ? { kind: 'manual', text: `${text}, and without --${RECEIVER_FLAG}` }
    : appendInManifest(manifests, object, text, [...backend.at, 'args'], flag);
}

/** Where the field is set, the version that it is for is another one than the image's. */
function operatorFix(
  { object, backend: { object: name, version } }: DescribedReceiver,
  manifests: ManifestSet,
): Fix {
  if (!turnsReceiverOn(object.content)) {
    const text = `set ${RECEIVER_FIELD}: true in ${name}`;
    return setInManifest(manifests, object, text, ['spec', RECEIVER_FIELD], true);
  }
  if (!version) return { kind: 'manual', text: "set spec.version to the image's version" };
  const wanted = `v${showVersion(version)}`;
  return setInManifest(
    manifests,
    object,
    `set version: ${wanted}, which the image runs`,
    ['spec', 'version'],
    wanted,
  );
}
