import { TELEMETRY_PLUGIN } from '../../../shared/config/index.ts';
import { targetOfImage } from '../../../shared/openclaw/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Judged, judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { gatewayWorkload } from '../../evidence/gateway-workload.ts';
import { locationOf, sourceOf } from '../../evidence/manifest-location.ts';
import { openclawRuntime } from '../../evidence/openclaw-runtime.ts';
import { service } from '../../evidence/service.ts';
import type { OpenClawHome, OpenClawRuntime, Workload } from '../../sources/index.ts';

/** `@openclaw/diagnostics-otel@2026.5.28`, as a command that installs a plugin has it. */
const INSTALLED = /@openclaw\/(diagnostics-(?:otel|prometheus))@v?(\d+\.\d+\.\d+[\w.-]*)/g;

const TELEMETRY: ReadonlySet<string> = new Set([TELEMETRY_PLUGIN, 'diagnostics-prometheus']);

/** OpenClaw's own plugins have its kind of version; one of another author has another and is not compared. */
const OF_OPENCLAW = /^20\d\d\.\d+\.\d+/;

/** A plugin beside the gateway that loads it; a version is undefined where the source does not say it. */
interface Pair {
  readonly source: string;
  readonly id: string;
  readonly plugin: string;
  readonly gateway: string | undefined;
}

/** The telemetry plugins have the version of the gateway. */
export const pluginSameVersion = defineCheck({
  id: 'TL222',
  link: 'plugin',
  title: 'Plugin and gateway are one version',
  proves:
    'the version of the telemetry plugin is that of the gateway: in the running process, on disk, or in the manifests',
  explain:
    'From 2026.5.2 on, the telemetry plugins are packages beside OpenClaw, and an upgrade of the image leaves them as they ' +
    'are. Events and settings that only one of the two knows are lost. Install the plugin with the version of the gateway, ' +
    'in the same change that upgrades the image. A difference within one month is a note.',
  severity: 'warning',
  modes: [97],
  needs: [service],
  uses: ['openclaw', openclawRuntime, gatewayWorkload],
  run: ({ service: { owner }, openclaw, openclawRuntime: runtime, gatewayWorkload: workload }) => {
    if (owner !== 'gateway') return skip('another service is judged');
    const pairs = [
      ...(runtime ? runningPairs(runtime) : []),
      ...(openclaw ? installedPairs(openclaw) : []),
      ...(workload ? manifestPairs(workload) : []),
    ];
    const [first] = pairs;
    if (!first) return skip('no source has the version of a telemetry plugin beside the gateway');
    const known = pairs.filter(({ gateway }) => gateway !== undefined);
    const seen = judged(
      known.map(({ source, id, plugin, gateway }) => ({
        source,
        saw: `${id} ${plugin}, OpenClaw ${gateway}`,
      })),
    );
    if (!seen) {
      const evidence: Judged = [{ source: first.source, saw: `${first.id} ${first.plugin}` }];
      return unknown('the version of the gateway is not known: the tag of its image has none', evidence);
    }
    const other = known.find(({ plugin, gateway }) => plugin !== gateway);
    if (!other) return pass(`both are ${first.plugin}`, seen);
    const { id, plugin, gateway = '' } = other;
    return warn(`${id} is ${plugin}, and the gateway is ${gateway}`, seen, {
      ...(monthOf(plugin) === monthOf(gateway) ? { severity: 'note' } : {}),
      ...(workload && manifestPairs(workload).some((pair) => pair.plugin === plugin)
        ? locationOf(workload.object)
        : {}),
      affects: ['events and settings that only one of the two versions knows'],
      fix: { kind: 'manual', text: `install @openclaw/${id}@${gateway}` },
    });
  },
});

function runningPairs({
  source,
  version,
  plugins = [],
}: OpenClawRuntime & { readonly source: string }): Pair[] {
  return plugins
    .filter(({ id, enabled, origin }) => TELEMETRY.has(id) && enabled && origin !== 'bundled')
    .flatMap(({ id, version: plugin }) => pairOf({ source, id, plugin, gateway: version }));
}

function installedPairs({ plugin, package: gateway }: OpenClawHome): Pair[] {
  if (!plugin || plugin.origin === 'bundled') return [];
  const { path: source, version } = plugin;
  return pairOf({ source, id: TELEMETRY_PLUGIN, plugin: version, gateway: gateway?.version });
}

function manifestPairs({ object, running }: Workload): Pair[] {
  const targets = running.flatMap(({ image }) => (image === undefined ? [] : (targetOfImage(image) ?? [])));
  const target = targets.find(({ product }) => product === 'openclaw');
  const gateway = target?.product === 'openclaw' ? target.release.version : undefined;
  return [...JSON.stringify(object.content).matchAll(INSTALLED)].flatMap(([, id = '', plugin]) =>
    pairOf({ source: sourceOf(object), id, plugin, gateway }),
  );
}

function pairOf({ plugin, ...rest }: Omit<Pair, 'plugin'> & { readonly plugin: string | undefined }): Pair[] {
  return plugin !== undefined && OF_OPENCLAW.test(plugin) ? [{ ...rest, plugin }] : [];
}

/** `2026.9` of `2026.9.3`. */
function monthOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}
