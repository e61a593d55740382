import { lineById, RELEASE_LINES } from './lines.ts';
import { type Release, releaseOf } from './release.ts';

/** Which gateway a configuration is judged for. */
export type GatewayTarget =
  | { readonly product: 'throughline' }
  | {
      readonly product: 'openclaw';
      readonly release: Release;
      /** Only the line was given: the version that was measured stands for it. */
      readonly isLine: boolean;
    };

/** What a release may be given as. */
export const TARGET_FORMS = `throughline, ${RELEASE_LINES.map(({ id }) => id).join(', ')}, or a version such as 2026.4.29`;

/** The target of a name: `throughline`, `openclaw/2026.9`, `openclaw/2026.9.6`, `openclaw@2026.9.6` or `2026.9.6`. */
export function targetOf(name: string): GatewayTarget | undefined {
  if (name === 'throughline') return { product: 'throughline' };
  const line = RELEASE_LINES.find(({ id }) => id === name || id === `openclaw/${name}`);
  const version = line?.measured ?? /^(?:openclaw[/@])?(.+)$/.exec(name)?.[1] ?? '';
  const release = releaseOf(version);
  return release === 'unknown' ? undefined : { product: 'openclaw', release, isLine: line !== undefined };
}

/** The target of a container image, such as `ghcr.io/openclaw/openclaw:2026.9.6`; undefined where its tag is no version. */
export function targetOfImage(image: string): GatewayTarget | undefined {
  if (/(?:^|\/)throughline(?:[:@]|$)/.test(image)) return { product: 'throughline' };
  const tag = /(?:^|\/)openclaw:([^@]+)/.exec(image)?.[1];
  const release =
    tag === undefined ? 'unknown' : releaseOf(tag.replace(/-(?:slim|alpine|full|amd64|arm64).*$/, ''));
  return release === 'unknown' ? undefined : { product: 'openclaw', release, isLine: false };
}

/** `OpenClaw 2026.9.6`, `OpenClaw 2026.9`, `this project's gateway`, as a part of a sentence. */
export function targetText(target: GatewayTarget): string {
  if (target.product === 'throughline') return "this project's gateway";
  const { release, isLine } = target;
  return isLine ? `OpenClaw ${release.nearest.replace('openclaw/', '')}` : `OpenClaw ${release.version}`;
}

/** Of which version the configuration schema is taken, where it is not the target's own: a part of a sentence. */
export function nearestText({ version, isMeasured, nearest }: Release): string | undefined {
  if (isMeasured) return undefined;
  return `the package of ${version} was not read; that of ${lineById(nearest).measured} is the nearest`;
}

/** Whether a gateway reads variables for one signal, such as OTEL_EXPORTER_OTLP_METRICS_ENDPOINT; undefined: not known. */
export function readsSignalVariables(target: GatewayTarget | undefined): boolean | undefined {
  if (target?.product === 'throughline') return false;
  return target?.release.facts.signalVariables;
}
