import { type GatewayTarget, targetOf, targetOfImage, targetText } from '../../shared/openclaw/index.ts';
import { parseText } from '../../shared/config/index.ts';
import { isRecord } from '../../shared/text/is-record.ts';
import { defineEvidence, known } from '../engine/define-evidence.ts';
import type { Evidence } from '../engine/outcome.ts';
import type { Clock } from '../engine/sources.ts';
import { type ConfigFile, type ManifestSet, type OpenClawHome, quoteLabel } from '../sources/index.ts';
import type { BackendView } from '../views/backend.ts';
import type { GatewayView } from '../views/gateway.ts';
import { resultOf } from '../views/result.ts';
import { LATER_NAMES } from './openclaw-sender.ts';

/** Which gateway is judged, and by what that is known. */
export interface AssumedRelease {
  /** Undefined where nothing says it, or what says it differs. */
  readonly target: GatewayTarget | undefined;
  /** What says it; the first decides. */
  readonly by: readonly Evidence[];
}

/**
 * Which gateway the configuration is for, and its version: as `--release` says, else as the gateway responds, else as the
 * package in the folder of --openclaw, else by the image in the manifests, else by `meta.lastTouchedVersion`, which
 * OpenClaw writes into its configuration, else by the labels that the backend stores.
 */
export const openclawRelease = defineEvidence({
  name: 'openclawRelease',
  needs: [],
  uses: ['release', 'gateway', 'openclaw', 'manifests', 'config', 'backend', 'clock'],
  answer: async (given) => known(await assumedRelease(given)),
});

/** The release by what was given; the first that names one decides. */
export async function assumedRelease(given: {
  readonly release?: GatewayTarget | undefined;
  readonly gateway?: GatewayView | undefined;
  readonly openclaw?: OpenClawHome | undefined;
  readonly manifests?: ManifestSet | undefined;
  readonly config?: ConfigFile | undefined;
  readonly backend?: BackendView | undefined;
  readonly clock?: Clock | undefined;
}): Promise<AssumedRelease> {
  const named = [
    given.release && { target: given.release, saw: '--release', source: 'flag' },
    given.gateway && (await ofGateway(given.gateway)),
    ofPackage(given.openclaw?.package),
    ofManifests(given.manifests),
    ofConfig(given.config),
  ].filter((way) => way !== undefined);
  const ways = named.length > 0 ? named : ((await ofBackend(given)) ?? []);
  return {
    target: ways[0]?.target,
    by: ways.map(({ target, source, saw }) => ({ source, saw: `${saw}: ${targetText(target)}` })),
  };
}

interface Way {
  readonly target: GatewayTarget;
  readonly source: string;
  readonly saw: string;
}

/** What responds: this project's gateway, an OpenClaw with this project's plugin, or one that says its version. */
async function ofGateway(gateway: GatewayView): Promise<Way | undefined> {
  const kind = await gateway.kind();
  if (!kind.ok) return undefined;
  const source = gateway.url;
  if (kind.value.name === 'throughline') {
    const status = await gateway.status();
    // What refuses the token may be this project's plugin in an OpenClaw.
    if (!status.ok) return undefined;
    const host = await hostOf(gateway);
    if (!host) return { target: { product: 'throughline' }, source, saw: 'the gateway' };
    const hosting = targetOf(host.version ?? '');
    return hosting && { target: hosting, source, saw: 'the gateway that the plugin runs in' };
  }
  if (kind.value.name !== 'openclaw') return undefined;
  const runtime = await gateway.openclaw();
  const version = (runtime.ok ? runtime.value.version : undefined) ?? kind.value.version;
  const target = version === undefined ? undefined : targetOf(version);
  return target && { target, source, saw: 'the running gateway' };
}

/** The OpenClaw that this project's plugin runs in; undefined for a gateway of this project. */
export async function hostOf(
  gateway: GatewayView | undefined,
): Promise<{ readonly version: string | null } | undefined> {
  const status = await gateway?.status();
  return status?.ok && status.value.host?.name === 'openclaw' ? status.value.host : undefined;
}

function ofPackage(found: OpenClawHome['package']): Way | undefined {
  const target = found && targetOf(found.version);
  return target && { target, source: found.path, saw: 'the package' };
}

/** The image that the workloads of the manifests run, where they agree on one. */
function ofManifests(manifests: ManifestSet | undefined): Way | undefined {
  const images = (manifests?.workloads ?? []).flatMap(({ running }) =>
    running.flatMap(({ image }) => image ?? []),
  );
  const found = images.flatMap((image) => {
    const target = targetOfImage(image);
    return target ? [{ target, source: 'manifests', saw: `image ${image}` }] : [];
  });
  const [first, ...others] = found;
  if (!first || others.some(({ target }) => targetText(target) !== targetText(first.target)))
    return undefined;
  return first;
}

/** A real OpenClaw, by the labels of what is stored now. Undefined where another gateway stores such metrics, too. */
async function ofBackend({
  config,
  backend,
  clock,
}: Pick<Parameters<typeof assumedRelease>[0], 'config' | 'backend' | 'clock'>): Promise<Way[] | undefined> {
  // Without a configuration the service that is judged need not be a gateway.
  if (!config || !backend || !clock) return undefined;
  const stored = await resultOf(storedNames(backend, clock.now()));
  if (!stored.ok) return undefined;
  const { openclaw, others, later } = stored.value;
  // A later release may be any of many, and may be scraped.
  if (openclaw.length === 0 || others.length > 0 || later.length > 0) return undefined;
  const target = targetOf('openclaw/2026.2');
  return target && [{ target, source: backend.url, saw: `labels of ${openclaw[0]}` }];
}

/** Names of stored metrics: with labels of OpenClaw's plugin, with those of this project's, and of later releases. */
async function storedNames(
  { api }: BackendView,
  at: number,
): Promise<Record<'openclaw' | 'others' | 'later', readonly string[]>> {
  const named = async (matcher: string): Promise<readonly string[]> => api.names(`{${matcher}}`, at);
  const withLabel = async (...labels: readonly string[]): Promise<readonly string[]> => {
    const found = await Promise.all(
      labels.map((label) => named(`__name__=~"openclaw[_.].+",${quoteLabel(label)}!=""`)),
    );
    return found.flat();
  };
  const [openclaw, others, later] = await Promise.all([
    withLabel('openclaw_lane', 'openclaw_state', 'openclaw.lane'),
    withLabel('lane', 'state'),
    named(`__name__=~${JSON.stringify(LATER_NAMES)}`),
  ]);
  return { openclaw, others, later };
}

/** The version that last wrote the configuration. */
function ofConfig(config: ConfigFile | undefined): Way | undefined {
  if (!config) return undefined;
  const parsed = parseText(config.document.text);
  const meta = parsed.ok && isRecord(parsed.value) ? parsed.value['meta'] : undefined;
  const version = isRecord(meta) ? meta['lastTouchedVersion'] : undefined;
  const target = typeof version === 'string' ? targetOf(version) : undefined;
  const key = config.document.key;
  const source = key === null ? config.path : `${config.path}#${key}`;
  return target && { target, source, saw: 'meta.lastTouchedVersion' };
}
