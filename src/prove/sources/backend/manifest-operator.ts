import { z } from 'zod';
import { prometheusServer } from '../manifests/prometheus-resource.ts';
import { settingsKnownTo, type PrometheusSettings, type Version } from '../../translate/index.ts';
import type { BackendManifest } from './backend-manifest.ts';
import { type Flags, featuresOf, parseArguments } from './flags.ts';
import { showVersion } from './flavour.ts';
import type { Listener } from './listen-address.ts';
import { otlpPaths } from './otlp-paths.ts';
import {
  isBefore,
  RECEIVER_FEATURE,
  RECEIVER_FLAG,
  receiverByFlags,
  type ReceiverFault,
} from './receiver-flags.ts';
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
  const own = ownArguments(spec);
  const flags = parseArguments([...own, ...spec.additionalArgs.map(written)]);
  const version = runningVersion(spec);
  const { convertHistogramsToNHCB: convertHistogramsToNhcb, ...options } = spec.otlp ?? {};
  const asked = { ...options, convertHistogramsToNhcb, ...settingsOf({}, featuresOf(flags)) };
  const settings: PrometheusSettings = Object.fromEntries(
    Object.entries(asked).filter(([, value]) => value !== undefined),
  );
  return {
    object: `Prometheus ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`,
    flavour: 'prometheus',
    version,
    settings: version ? settingsKnownTo(version, settings) : settings,
    ...receiverOf(spec, own, flags, version),
    paths: otlpPaths('prometheus', new Map([['web.route-prefix', spec.routePrefix ?? '/']])),
    listeners: listenersOf(spec),
    at: ['spec'],
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

/** Arguments that the Operator always passes, as far as they may be given a second time. */
const ALWAYS = ['config.file', 'web.route-prefix', 'web.config.file', 'storage.tsdb.path'];

/**
 * Arguments that the Operator makes from the fields. It goes by `spec.version`, never by the image, and without a version
 * by its newest one. An `otlp` section alone turns the receiver on.
 *
 * @see https://github.com/prometheus-operator/prometheus-operator/blob/v0.85.0/pkg/prometheus/promcfg.go
 */
function ownArguments(spec: Server['spec']): string[] {
  const { enableFeatures } = spec;
  const version = parseVersion(spec.version ?? '');
  const receiver =
    !asksForReceiver(spec) || (version && isBefore(version, { major: 2, minor: 47 }))
      ? []
      : [!version || version.major >= 3 ? `--${RECEIVER_FLAG}` : `--enable-feature=${RECEIVER_FEATURE}`];
  return [
    ...receiver,
    ...(enableFeatures.length > 0 ? [`--enable-feature=${enableFeatures.join(',')}`] : []),
  ];
}

function asksForReceiver({ enableOTLPReceiver, otlp }: Server['spec']): boolean {
  return enableOTLPReceiver ?? otlp !== undefined;
}

function written({ name, value }: Server['spec']['additionalArgs'][number]): string {
  return value === undefined || value === '' ? `--${name}` : `--${name}=${value}`;
}

/** What runs: the image, where it is set and its tag is a version; else `version`. */
function runningVersion({ version, image }: Server['spec']): Version | null {
  return imageVersion(image ?? '') ?? parseVersion(version ?? '');
}

/** Version in the tag of an image, such as `quay.io/prometheus/prometheus:v3.5.3`. */
export function imageVersion(image: string): Version | null {
  const tag = /:([^:/@]+)(?:@.*)?$/.exec(image)?.[1];
  return tag === undefined ? null : parseVersion(tag);
}

function receiverOf(
  spec: Server['spec'],
  own: readonly string[],
  flags: Flags,
  running: Version | null,
): Pick<BackendManifest, 'receiver' | 'fault'> {
  const rejected = rejectedArgument(spec, own);
  if (rejected !== undefined) {
    const why = `the Operator rejects additionalArgs with ${rejected}, which it sets itself, and changes nothing in the cluster`;
    return { receiver: 'off', fault: { kind: 'rejected', why } };
  }
  // Without a version and an image, the Operator's newest version runs, with the flag of that version.
  if (!running && spec.image === undefined && asksForReceiver(spec))
    return { receiver: 'on', fault: undefined };
  const { receiver, fault } = receiverByFlags(flags, running);
  return { receiver, fault: fault && explained(fault, spec, running) };
}

/** Other containers of the pod may listen as well, such as a proxy with a login. */
function listenersOf({ listenLocal, web, containers }: Server['spec']): readonly Listener[] | undefined {
  if (containers.some(({ ports }) => ports.length > 0)) return undefined;
  const host = listenLocal === true ? '127.0.0.1' : '';
  return [{ host, port: 9090, speaks: 'http', tls: web?.tlsConfig !== undefined }];
}

/** An additional argument with the name of one that the Operator passes, or its negation. */
function rejectedArgument({ additionalArgs }: Server['spec'], own: readonly string[]): string | undefined {
  const managed = new Set([...ALWAYS, ...parseArguments(own).keys()]);
  return additionalArgs.map(({ name }) => name).find((name) => managed.has(name.replace(/^no-/, '')));
}

function explained(fault: ReceiverFault, spec: Server['spec'], running: Version | null): ReceiverFault {
  const assumed = parseVersion(spec.version ?? '');
  const differs = running && (!assumed || showVersion(assumed) !== showVersion(running));
  if (!differs || !asksForReceiver(spec) || fault.kind === 'version') return fault;
  const by = assumed ? `version: v${showVersion(assumed)}` : 'its newest version, as version is not set,';
  return {
    ...fault,
    why: `the Operator makes the flag by ${by} and the image runs another one: ${fault.why}`,
  };
}
