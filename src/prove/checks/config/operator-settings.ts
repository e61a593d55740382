import { z } from 'zod';
import { parseText } from '../../../shared/config/index.ts';
import { isRecord } from '../../../shared/text/is-record.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, judged, type Outcome, pass, skip, unknown } from '../../engine/outcome.ts';
import { locationOf, sourceOf } from '../../evidence/manifest-location.ts';
import { setInManifest } from '../../fix/set-in-manifest.ts';
import { configMapOf, type ManifestObject, type ManifestSet } from '../../sources/index.ts';

/** What the operators add where `diagnostics.otel` is not set: neither of these turns the export on. */
const SIDECAR = 'http://localhost:4318';
const OTEL = { enabled: true, metrics: true, endpoint: SIDECAR };

/** The configuration of an instance turns on what its operator adds a sidecar for. */
export const configOperatorSettings = defineCheck({
  id: 'TL131',
  link: 'config',
  title: 'Instance of an operator exports',
  proves:
    'an instance of an OpenClaw operator with metrics on has diagnostics.otel.enabled in its configuration',
  explain:
    'The operators of OpenClaw start a collector beside the gateway where metrics are on, and add diagnostics.otel with an ' +
    'endpoint and `metrics`. They do not add `enabled: true`, which is off by default, nor the entry of the plugin, and they ' +
    'add nothing where diagnostics.otel is set already. The collector then gets nothing. Set diagnostics.otel as a whole ' +
    'in the configuration of the instance, and enable the plugin.',
  severity: 'error',
  modes: [105],
  needs: ['manifests'],
  run: ({ manifests }) => {
    const instances = manifests.objects.filter(hasMetrics);
    if (instances.length === 0) return skip('no instance of an OpenClaw operator has metrics on');
    const results = instances.map((object) => ({ object, otel: otelOf(object, manifests) }));
    const evidence: Evidence[] = results.map(({ object, otel }) => ({
      source: sourceOf(object, ['spec']),
      saw: `${object.kind} ${object.name}: ${textOf(otel)}`,
    }));
    const seen = judged(evidence);
    const broken = results.find(({ otel }) => otel.kind === 'absent' || otel.kind === 'off');
    if (broken && seen) return finding(broken.object, broken.otel.kind === 'off', manifests, seen);
    const open = results.find(({ otel }) => otel.kind === 'elsewhere');
    if (open || !seen)
      return unknown('the configuration of the instance is not among the manifests', evidence);
    return pass('the configuration of the instance turns the export on', seen);
  },
});

function finding(
  object: ManifestObject,
  isSet: boolean,
  manifests: ManifestSet,
  evidence: readonly Evidence[],
): Outcome<105> {
  const { kind, name } = object;
  const why = isSet
    ? 'has diagnostics.otel without enabled: true, and the operator adds nothing to it'
    : 'leaves diagnostics.otel to the operator, which adds an endpoint and does not turn the export on';
  const path = isSet
    ? ['spec', 'config', 'raw', 'diagnostics', 'otel', 'enabled']
    : ['spec', 'config', 'raw', 'diagnostics', 'otel'];
  const text =
    'turn the export on in the configuration of the instance, and enable the plugin diagnostics-otel there';
  const isRaw = isRecord(at(object, ['spec', 'config', 'raw']));
  return fail(`${kind} ${name} ${why}`, evidence, {
    ...locationOf(object, ['spec', 'config']),
    affects: ['the collector of the instance: the gateway pushes nothing to it'],
    fix: isRaw
      ? setInManifest(manifests, object, text, path, isSet ? true : OTEL)
      : { kind: 'manual', text: `${text}: diagnostics.otel ${JSON.stringify(OTEL)}` },
  });
}

/** OpenClawInstance has metrics on where nothing is said, Claw where it is asked for. */
function hasMetrics(object: ManifestObject): boolean {
  if (object.kind === 'OpenClawInstance' && object.apiVersion.startsWith('openclaw.rocks/'))
    return at(object, ['spec', 'observability', 'metrics', 'enabled']) !== false;
  return object.kind === 'Claw' && at(object, ['spec', 'metrics', 'enabled']) === true;
}

const referenceShape = z.object({
  name: z.string().catch(''),
  key: z.string().catch('openclaw.json'),
});

type Otel =
  | { readonly kind: 'on' | 'off' | 'absent' }
  | { readonly kind: 'elsewhere'; readonly where: string };

function otelOf(object: ManifestObject, manifests: ManifestSet): Otel {
  const reference = at(object, ['spec', 'config', 'configMapRef']);
  if (isRecord(reference)) {
    const { name, key } = referenceShape.parse(reference);
    const map = manifests.find('ConfigMap', { namespace: manifests.namespaceOf(object), name });
    const text = map && configMapOf(map)?.data[key];
    const parsed = text === undefined ? undefined : parseText(text);
    return parsed?.ok ? stateOf(parsed.value) : { kind: 'elsewhere', where: `the ConfigMap ${name}` };
  }
  return stateOf(at(object, ['spec', 'config', 'raw']));
}

function stateOf(config: unknown): Otel {
  const otel = valueAt(config, ['diagnostics', 'otel']);
  if (!isRecord(otel)) return { kind: 'absent' };
  return { kind: otel['enabled'] === true ? 'on' : 'off' };
}

function textOf(otel: Otel): string {
  if (otel.kind === 'elsewhere') return `its configuration is in ${otel.where}`;
  return {
    on: 'diagnostics.otel.enabled is true',
    off: 'diagnostics.otel is set, without enabled: true',
    absent: 'diagnostics.otel is not set',
  }[otel.kind];
}

function at(object: ManifestObject, path: readonly string[]): unknown {
  return valueAt(object.content, path);
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}
