import { Option } from 'commander';
import { z } from 'zod';
import { createEnvironment } from '../../../prove/index.ts';
import { readEnvFile } from '../../../prove/sources/index.ts';
import { readNamed } from '../../named-file.ts';
import { defineSource } from './row.ts';

export const environment = defineSource({
  name: 'environment',
  flags: [new Option('--env-file <file>', "the environment of the gateway's process, as env prints it")],
  keys: { envFile: z.string().optional() },
  hint: "the gateway's environment is not known: --gateway URL, --manifests DIR or --env-file FILE",
  suffices: false,
  named: (flags: { readonly envFile?: string }, settings) => flags.envFile ?? settings.envFile,
  read: async ({ named, get }) => {
    const file =
      named === undefined ? undefined : { path: named, variables: readNamed(() => readEnvFile(named)) };
    const [gateway, manifests] = [await get('gateway'), await get('manifests')];
    return gateway || manifests || file ? createEnvironment({ gateway, file }) : undefined;
  },
});
