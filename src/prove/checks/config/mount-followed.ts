import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, skip, warn } from '../../engine/outcome.ts';
import { gatewayStatus } from '../../evidence/gateway-status.ts';

/** A version of a ConfigMap or Secret in its volume, with the key that is mounted, and whether it was deleted. */
const ONE_VERSION = /\/\.\.\d{4}(?:_\d\d){5}\.\d+\/(.+?)(\/\/deleted)?$/;
const WHOLE_VOLUME = /\/kubernetes\.io~(?:configmap|secret|projected)\/[^/]+$/;

/** The file that the gateway reads is that of its volume, as its container has it mounted. */
export const configMountFollowed = defineCheck({
  id: 'TL150',
  link: 'config',
  title: "The gateway's file follows its volume",
  proves: 'the configuration is not on a mount of one version of a ConfigMap, by subPath',
  explain:
    'The kubelet keeps each version of a ConfigMap in a folder of its time, and swaps a link. A mount by subPath is that of one ' +
    'version: the file never changes in the container, and is deleted in the volume at the next edit. The mounts of the process show both, ' +
    "from inside the gateway's pod, without the API server. A file that was copied says nothing about its source: TL109 judges that " +
    'by the manifests.',
  severity: 'warning',
  modes: [74],
  needs: ['vantage', gatewayStatus],
  dependsOn: ['TL201'],
  run: async ({ vantage, gatewayStatus: { config } }) => {
    if (!config.path) return skip('the gateway does not say which file it reads');
    const mount = await vantage.mountOf(config.path);
    if (!mount)
      return skip(`the mounts of the gateway's process are not seen from ${await vantage.describe()}`);
    const { root, mountPoint } = mount;
    const evidence = { source: `mount ${mountPoint} of the gateway's process`, saw: root };
    const [, key, deleted] = ONE_VERSION.exec(root) ?? [];
    if (key !== undefined) {
      const details = {
        affects: ['an edit of the ConfigMap never reaches the process'],
        fix: { kind: 'manual', text: 'mount the whole volume on a folder, without subPath' },
      } as const;
      return deleted === undefined
        ? warn(`${config.path} is mounted by subPath ${key}, which is never updated`, [evidence], details)
        : fail(
            `${config.path} is mounted by subPath ${key}, and the ConfigMap has been changed since: the gateway keeps the old text`,
            [evidence],
            details,
          );
    }
    if (WHOLE_VOLUME.test(root)) return pass(`${config.path} is on the whole volume`, [evidence]);
    return skip(`${config.path} is not on a volume of a ConfigMap: a copy, or a file of the host`, [
      evidence,
    ]);
  },
});
