import { z } from 'zod';
import { settingsKnownTo, type PrometheusSettings, type Version } from '../../translate/index.ts';
import { type Flags, featuresOf, parseArguments } from './flags.ts';
import type { BackendManifest } from './backend-manifest.ts';
import { OTLP_OPTIONS, parseVersion, settingsOf } from './settings.ts';
import { DescriptionError } from './settings-file.ts';

const flag = z.boolean().optional();
const names = z.array(z.string()).optional();

const resource = z.object({
  kind: z.literal('Prometheus'),
  metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
  spec: z.object({
    version: z.string().nullish(),
    image: z.string().nullish(),
    // The Operator writes the options of the section in camel case.
    otlp: z
      .object({
        translationStrategy: OTLP_OPTIONS.translation_strategy,
        promoteResourceAttributes: names,
        promoteAllResourceAttributes: flag,
        ignoreResourceAttributes: names,
        keepIdentifyingResourceAttributes: flag,
        promoteScopeMetadata: flag,
        convertHistogramsToNHCB: flag,
        labelNameUnderscoreSanitization: flag,
        labelNamePreserveMultipleUnderscores: flag,
      })
      .nullish(),
    enableOTLPReceiver: flag,
    enableFeatures: z.array(z.string()).default([]),
    additionalArgs: z.array(z.object({ name: z.string(), value: z.coerce.string().optional() })).default([]),
  }),
});

type PrometheusResource = z.output<typeof resource>;

export function isPrometheusResource(object: unknown): boolean {
  return z.object({ kind: z.literal('Prometheus') }).safeParse(object).success;
}

/**
 * A Prometheus resource of the Prometheus Operator.
 *
 * @throws {DescriptionError} where the Operator would not take it
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusSpec
 */
export function fromPrometheusResource(object: unknown): BackendManifest {
  const parsed = resource.safeParse(object);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new DescriptionError(`holds a Prometheus resource that cannot be read: ${issues.join('; ')}`);
  }
  const { metadata, spec } = parsed.data;
  const flags = flagsOf(spec);
  const version = versionOf(spec);
  const { convertHistogramsToNHCB: convertHistogramsToNhcb, ...options } = spec.otlp ?? {};
  const written = { ...options, convertHistogramsToNhcb, ...settingsOf({}, featuresOf(flags)) };
  const settings: PrometheusSettings = Object.fromEntries(
    Object.entries(written).filter(([, value]) => value !== undefined),
  );
  return {
    object: `Prometheus ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`,
    flavour: 'prometheus',
    version,
    settings: version ? settingsKnownTo(version, settings) : settings,
    receiver: receiverOf(flags, version),
    open: [],
  };
}

function flagsOf({ enableFeatures, enableOTLPReceiver, additionalArgs }: PrometheusResource['spec']): Flags {
  return parseArguments([
    ...enableFeatures.map((feature) => `--enable-feature=${feature}`),
    // The Operator gives the flag that is right for the version.
    ...(enableOTLPReceiver === true
      ? ['--web.enable-otlp-receiver', '--enable-feature=otlp-write-receiver']
      : []),
    ...additionalArgs.map(({ name, value }) => (value === undefined ? `--${name}` : `--${name}=${value}`)),
  ]);
}

/** An image wins over `version`: it is what runs. */
function versionOf({ version, image }: PrometheusResource['spec']): Version | null {
  return imageVersion(image ?? '') ?? parseVersion(version ?? '');
}

/** Version in the tag of an image, such as `quay.io/prometheus/prometheus:v3.5.3`. */
export function imageVersion(image: string): Version | null {
  const tag = /:([^:/@]+)(?:@.*)?$/.exec(image)?.[1];
  return tag === undefined ? null : parseVersion(tag);
}

/** Whether a Prometheus with these flags takes OTLP: 3.0 made the feature a flag, and warns of the feature only. */
export function receiverOf(flags: Flags, version: Version | null): BackendManifest['receiver'] {
  const modern = flags.get('web.enable-otlp-receiver') === 'true';
  const feature = featuresOf(flags).has('otlp-write-receiver');
  if (!version) return modern === feature ? (modern ? 'on' : 'off') : 'unknown';
  return (version.major >= 3 ? modern : feature) ? 'on' : 'off';
}
