import { Option } from 'commander';
import { z } from 'zod';
import {
  type ConfigFile,
  gatewayConfigs,
  type ManifestSet,
  readConfigFile,
} from '../../../prove/sources/index.ts';
import { readNamed } from '../../named-file.ts';
import { UsageError } from '../../usage-error.ts';
import { defineSource } from './row.ts';

export const config = defineSource({
  name: 'config',
  flags: [
    new Option(
      '--config <file[#key]>',
      'gateway config (JSON5 or YAML), a manifest that holds it, or values of a chart (FILE#PATH)',
    ),
  ],
  keys: { config: z.string().optional() },
  hint: 'no gateway configuration was given: --config FILE',
  suffices: true,
  named: (flags: { readonly config?: string }, settings) => flags.config ?? settings.config,
  read: async ({ named, get }) => {
    if (named !== undefined) return readNamed(() => readConfigFile(named));
    const files = await get('manifestFiles');
    return (files && configAmong(files)) ?? (await get('openclaw'))?.config;
  },
});

/** The gateway's configuration, where the manifests hold just one. */
function configAmong(manifests: ManifestSet): ConfigFile | undefined {
  const [only, second] = gatewayConfigs(manifests);
  if (second) {
    throw new UsageError(
      `the manifests hold several configurations, ${only?.path} and ${second.path} among them: say which with --config`,
    );
  }
  return only;
}
