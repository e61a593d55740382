import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { configMapOf } from '../manifests/config-map.ts';
import { headerShape, metadataShape } from '../manifests/metadata.ts';
import { templatedShape } from '../manifests/pod.ts';
import type { Flavour } from '../../translate/index.ts';
import { containerFlags, type Flags, featuresOf, settingsFromFlags } from './flags.ts';
import type { BackendManifest } from './backend-manifest.ts';
import { imageVersion, receiverOf } from './manifest-operator.ts';
import { prometheusSettings } from './settings.ts';

const workload = z
  .object({ kind: z.enum(['Deployment', 'StatefulSet', 'DaemonSet']), metadata: metadataShape })
  .and(templatedShape);

/** The backends among the containers of a workload; none where the object is another. */
export function backendsInWorkload(object: unknown, others: readonly unknown[]): BackendManifest[] {
  const parsed = workload.safeParse(object);
  if (!parsed.success) return [];
  const { kind, metadata, spec } = parsed.data;
  const name = `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
  return spec.template.spec.containers.flatMap((container): BackendManifest[] => {
    const { image = '', command } = container;
    const flavour = flavourOf(image, command);
    if (flavour === undefined) return [];
    const flags = containerFlags(container);
    const version = imageVersion(image);
    const config = flavour === 'prometheus' ? configIn(others, flags) : undefined;
    return [
      {
        object: name,
        flavour,
        version,
        settings:
          config === undefined
            ? settingsFromFlags(flavour, flags)
            : prometheusSettings(config, featuresOf(flags)),
        receiver: flavour === 'prometheus' ? receiverOf(flags, version) : 'on',
        open: openSettings(flavour, flags, config),
      },
    ];
  });
}

const IMAGES: readonly (readonly [Flavour, RegExp])[] = [
  ['victoriametrics', /(?:^|\/)victoria-metrics(?:-prod)?(?:[:@]|$)/],
  ['mimir', /(?:^|\/)mimir(?:[:@]|$)/],
  ['prometheus', /(?:^|\/)prometheus(?:[:@]|$)/],
];

function flavourOf(image: string, command: readonly string[]): Flavour | undefined {
  const program = command[0] ?? '';
  return IMAGES.find(([, pattern]) => pattern.test(image) || pattern.test(program))?.[0];
}

/** Text of the configuration that a Prometheus is started with; undefined where no ConfigMap holds it. */
function configIn(objects: readonly unknown[], flags: Flags): string | undefined {
  const file = (flags.get('config.file') ?? 'prometheus.yml').split('/').at(-1) ?? '';
  for (const object of objects) {
    const kind = headerShape.safeParse(object).data?.kind ?? '';
    const text = configMapOf({ kind, content: object })?.data[file];
    if (text !== undefined && isMapping(text)) return text;
  }
  return undefined;
}

function isMapping(text: string): boolean {
  try {
    return typeof parseYaml(text) === 'object';
  } catch {
    return false;
  }
}

function openSettings(flavour: Flavour, flags: Flags, config: string | undefined): string[] {
  if (flavour === 'prometheus' && config === undefined) {
    return ['its configuration is in no ConfigMap of the manifest'];
  }
  return flavour === 'mimir' && flags.has('config.file')
    ? ['its configuration file is not read, only its flags']
    : [];
}
