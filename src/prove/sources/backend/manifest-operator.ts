import { z } from 'zod';
import { prometheusServer } from '../manifests/prometheus-resource.ts';
import { settingsKnownTo, type PrometheusSettings, type Version } from '../../translate/index.ts';
import { type Flags, featuresOf, parseArguments } from './flags.ts';
import type { BackendManifest } from './backend-manifest.ts';
import { parseVersion, settingsOf } from './settings.ts';
import { DescriptionError } from './settings-file.ts';

type Server = ReturnType<typeof prometheusServer>;

/**
 * A Prometheus resource of the Prometheus Operator.
 *
 * @throws {DescriptionError} where the Operator rejects it
 */
export function fromPrometheusResource(object: unknown): BackendManifest {
  const { metadata, spec } = serverIn(object);
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

function serverIn(object: unknown): Server {
  try {
    return prometheusServer(object);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const issues = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new DescriptionError(`holds a Prometheus resource that cannot be read: ${issues.join('; ')}`);
  }
}

function flagsOf({ enableFeatures, enableOTLPReceiver, additionalArgs }: Server['spec']): Flags {
  return parseArguments([
    ...enableFeatures.map((feature) => `--enable-feature=${feature}`),
    // The Operator chooses the flag for the version.
    ...(enableOTLPReceiver === true
      ? ['--web.enable-otlp-receiver', '--enable-feature=otlp-write-receiver']
      : []),
    ...additionalArgs.map(({ name, value }) => (value === undefined ? `--${name}` : `--${name}=${value}`)),
  ]);
}

/** An image has precedence over `version`: it is what runs. */
function versionOf({ version, image }: Server['spec']): Version | null {
  return imageVersion(image ?? '') ?? parseVersion(version ?? '');
}

/** Version in the tag of an image, such as `quay.io/prometheus/prometheus:v3.5.3`. */
export function imageVersion(image: string): Version | null {
  const tag = /:([^:/@]+)(?:@.*)?$/.exec(image)?.[1];
  return tag === undefined ? null : parseVersion(tag);
}

/** Whether a Prometheus with these flags receives OTLP. 3.0 made the feature a flag, and only warns of the feature. */
export function receiverOf(flags: Flags, version: Version | null): BackendManifest['receiver'] {
  const modern = flags.get('web.enable-otlp-receiver') === 'true';
  const feature = featuresOf(flags).has('otlp-write-receiver');
  if (!version) return modern === feature ? (modern ? 'on' : 'off') : 'unknown';
  return (version.major >= 3 ? modern : feature) ? 'on' : 'off';
}
