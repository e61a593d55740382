import { type GatewayTarget, targetOf, targetOfImage, targetText } from '../../shared/openclaw/index.ts';
import { parseText } from '../../shared/config/index.ts';
import { isRecord } from '../../shared/text/is-record.ts';
import { defineEvidence, known } from '../engine/define-evidence.ts';
import type { Evidence } from '../engine/outcome.ts';
import type { ConfigFile, ManifestSet, OpenClawHome } from '../sources/index.ts';
import type { GatewayView } from '../views/gateway.ts';

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
 * OpenClaw writes into its configuration.
 */
export const openclawRelease = defineEvidence({
  name: 'openclawRelease',
  needs: [],
  uses: ['release', 'gateway', 'openclaw', 'manifests', 'config'],
  answer: async (given) => known(await assumedRelease(given)),
});

/** The release by what was given; the first that names one decides. */
export async function assumedRelease(given: {
  readonly release?: GatewayTarget | undefined;
  readonly gateway?: GatewayView | undefined;
  readonly openclaw?: OpenClawHome | undefined;
  readonly manifests?: ManifestSet | undefined;
  readonly config?: ConfigFile | undefined;
}): Promise<AssumedRelease> {
  const ways = [
    given.release && { target: given.release, saw: '--release', source: 'flag' },
    given.gateway && (await ofGateway(given.gateway)),
    ofPackage(given.openclaw?.package),
    ofManifests(given.manifests),
    ofConfig(given.config),
  ].filter((way) => way !== undefined);
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

/** What responds: this project's gateway, or an OpenClaw that says its version. */
async function ofGateway(gateway: GatewayView): Promise<Way | undefined> {
  const kind = await gateway.kind();
  if (!kind.ok) return undefined;
  const source = gateway.url;
  if (kind.value.name === 'throughline')
    return { target: { product: 'throughline' }, source, saw: 'the gateway' };
  if (kind.value.name !== 'openclaw') return undefined;
  const runtime = await gateway.openclaw();
  const version = (runtime.ok ? runtime.value.version : undefined) ?? kind.value.version;
  const target = version === undefined ? undefined : targetOf(version);
  return target && { target, source, saw: 'the running gateway' };
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
