import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { Flavour } from '../../translate/index.ts';
import { type Flags, featuresOf, parseArguments, settingsFromFlags } from './flags.ts';
import type { BackendManifest } from './backend-manifest.ts';
import { imageVersion, receiverOf } from './manifest-operator.ts';
import { prometheusSettings } from './settings.ts';

const words = z.array(z.coerce.string()).default([]);

const workload = z.object({
  kind: z.enum(['Deployment', 'StatefulSet', 'DaemonSet']),
  metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z.array(z.object({ image: z.string().default(''), command: words, args: words })),
      }),
    }),
  }),
});

const configMap = z.object({ kind: z.literal('ConfigMap'), data: z.record(z.string(), z.string()) });

export function isWorkload(object: unknown): object is z.input<typeof workload> {
  return workload.safeParse(object).success;
}

/** The backends among a workload's containers; its configuration is looked for in the ConfigMaps beside it. */
export function fromWorkload(
  object: z.input<typeof workload>,
  others: readonly unknown[],
): BackendManifest[] {
  const { kind, metadata, spec } = workload.parse(object);
  const name = `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
  return spec.template.spec.containers.flatMap(({ image, command, args }): BackendManifest[] => {
    const flavour = flavourOf(image, command);
    if (flavour === undefined) return [];
    const flags = parseArguments([...command, ...args]);
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
    const text = configMap.safeParse(object).data?.data[file];
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
