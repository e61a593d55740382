import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { configMapOf } from '../manifests/config-map.ts';
import { headerShape, metadataShape } from '../manifests/metadata.ts';
import { type Container, podShape, templatedShape } from '../manifests/pod.ts';
import type { Flavour, Version } from '../../translate/index.ts';
import type { BackendManifest } from './backend-manifest.ts';
import { containerFlags, type Flags, featuresOf, settingsFromFlags } from './flags.ts';
import { imageVersion } from './manifest-operator.ts';
import { listenersByFlags } from './listen-address.ts';
import { otlpPaths } from './otlp-paths.ts';
import { receiverByFlags } from './receiver-flags.ts';
import { prometheusSettings } from './settings.ts';
import { QUIET } from '../../../shared/text/yaml-options.ts';

const header = z.object({ kind: z.string(), metadata: metadataShape });
const TEMPLATED = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);

/** The backends among the containers of a workload; none where the object is another. */
export function backendsInWorkload(object: unknown, others: readonly unknown[]): BackendManifest[] {
  const { kind = '', metadata } = header.safeParse(object).data ?? {};
  if (!metadata) return [];
  const { containers, path } = containersOf(kind, object);
  const name = `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
  return containers.flatMap((container, index): BackendManifest[] => {
    const { image = '', command } = container;
    const flavour = flavourOf(image, command);
    if (flavour === undefined) return [];
    const flags = containerFlags(container);
    const version = imageVersion(image);
    const config = flavour === 'prometheus' ? configIn(others, flags) : undefined;
    const isReadable = hasReadableFlags(container);
    return [
      {
        object: name,
        flavour,
        version,
        settings:
          config === undefined
            ? settingsFromFlags(flavour, flags)
            : prometheusSettings(config, featuresOf(flags)),
        ...(flavour === 'prometheus'
          ? prometheusReceiver(flags, version, isReadable)
          : { receiver: 'on', fault: undefined }),
        paths: isReadable ? otlpPaths(flavour, flags) : [],
        listeners: isReadable
          ? listenersByFlags(flavour, flags, [...command, ...container.args], webConfigIn(others, flags))
          : undefined,
        at: [...path, 'containers', index],
        open: openSettings(flavour, flags, config),
      },
    ];
  });
}

function containersOf(
  kind: string,
  object: unknown,
): { readonly containers: readonly Container[]; readonly path: readonly string[] } {
  if (kind === 'Pod') {
    return { containers: podShape.safeParse(object).data?.spec.containers ?? [], path: ['spec'] };
  }
  const spec = TEMPLATED.has(kind) ? templatedShape.safeParse(object).data?.spec : undefined;
  return { containers: spec?.template.spec.containers ?? [], path: ['spec', 'template', 'spec'] };
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

/** Images whose own arguments are known: those of the project, also from a mirror. */
const OFFICIAL = /(?:^|\/)prom(?:etheus)?\/prometheus(?:[:@]|$)/;

/** Whether the flags are all in the manifest: no script starts the program, no variable adds to them. */
function hasReadableFlags({ image = '', command, args }: Container): boolean {
  const words = [...command, ...args];
  const isScript = /(?:^|\/)(?:[a-z]*sh|env|tini|dumb-init)$/.test(command[0] ?? '');
  const isOpen = words.some((word) => /\$[({]|^@/.test(word));
  return !isScript && !isOpen && (args.length > 0 || command.length > 1 || OFFICIAL.test(image));
}

function prometheusReceiver(
  flags: Flags,
  version: Version | null,
  isReadable: boolean,
): Pick<BackendManifest, 'receiver' | 'fault'> {
  const byFlags = receiverByFlags(flags, version);
  // A version without a receiver has none whatever its flags are.
  const isProven = isReadable || byFlags.receiver === 'on' || byFlags.fault?.kind === 'version';
  return isProven ? byFlags : { receiver: 'unknown', fault: undefined };
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

/** The file of `--web.config.file`, where one ConfigMap alone holds a file of that name. */
function webConfigIn(objects: readonly unknown[], flags: Flags): unknown {
  const file = flags.get('web.config.file')?.split('/').at(-1) ?? '';
  const texts = objects.flatMap((object) => {
    const kind = headerShape.safeParse(object).data?.kind ?? '';
    return configMapOf({ kind, content: object })?.data[file] ?? [];
  });
  const [only, second] = texts;
  return only === undefined || second !== undefined || !isMapping(only) ? undefined : parseYaml(only, QUIET);
}

function isMapping(text: string): boolean {
  try {
    return typeof parseYaml(text, QUIET) === 'object';
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
