import { defineCheck } from '../../engine/define-check.ts';
import { type Judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { gatewayWorkload } from '../../evidence/gateway-workload.ts';
import { locationOf } from '../../evidence/manifest-location.ts';
import { service } from '../../evidence/service.ts';

/** `@openclaw/diagnostics-otel@2026.5.28`, as a command that installs a plugin has it. */
const INSTALLED = /@openclaw\/(diagnostics-(?:otel|prometheus))@v?(\d+\.\d+\.\d+[\w.-]*)/g;

/** The manifests install the plugin with the version of the gateway. */
export const pluginSameVersion = defineCheck({
  id: 'TL222',
  link: 'plugin',
  title: 'Plugin and gateway are one version',
  proves: 'the version with which the pod installs the plugin is that of the image of the gateway',
  explain:
    'From 2026.5.2 on, the telemetry plugins are packages beside OpenClaw, and an upgrade of the image leaves them as they ' +
    'are. Events and settings that only one of the two knows are lost. Install the plugin with the version of the gateway, ' +
    'in the same change that upgrades the image.',
  severity: 'warning',
  modes: [97],
  needs: ['manifests', gatewayWorkload, service],
  run: ({ manifests, gatewayWorkload: { object, running }, service: { owner } }) => {
    if (owner !== 'gateway') return skip('another service is judged');
    const text = JSON.stringify(object.content);
    const plugins = [...text.matchAll(INSTALLED)].map(([, id = '', version = '']) => ({ id, version }));
    const [first] = plugins;
    if (!first) return skip('the manifests install no telemetry plugin with a version');
    const source = `${object.file}: ${object.kind} ${manifests.namespaceOf(object)}/${object.name}`;
    const seen: Judged = [{ source, saw: `installs ${first.id} ${first.version}` }];
    const gateway = running.map(({ image }) => versionOf(image)).find((version) => version !== undefined);
    if (gateway === undefined) return unknown('the image of the gateway has no version in its tag', seen);
    const evidence: Judged = [...seen, { source, saw: `runs OpenClaw ${gateway}` }];
    const other = plugins.find(({ version }) => version !== gateway);
    if (!other) return pass(`${first.id} and gateway are ${gateway}`, evidence);
    return warn(`${other.id} is ${other.version}, and the gateway is ${gateway}`, evidence, {
      ...locationOf(object),
      affects: ['events and settings that only one of the two versions knows'],
      fix: { kind: 'manual', text: `install @openclaw/${other.id}@${gateway} in the pod` },
    });
  },
});

/** The version in the tag of an image of OpenClaw; undefined where there is none. */
function versionOf(image: string | undefined): string | undefined {
  return /(?:^|\/)openclaw:v?(\d+\.\d+\.\d+[\w.-]*)/.exec(image ?? '')?.[1];
}
