import { hostname } from 'node:os';
import { Option } from 'commander';
import { z } from 'zod';
import { type OpenClawHome, readOpenClawHome, SourceFileError } from '../../../prove/sources/index.ts';
import { readNamed } from '../../named-file.ts';
import { defineSource } from './row.ts';

/** The flag and the key, for the rows that find their own source by it. */
export interface OpenClawFlags {
  readonly openclaw?: string;
}

/** A folder of OpenClaw, or the URL of its gateway: its configuration, log and gateway are found by it. */
export const openclaw = defineSource({
  name: 'openclaw',
  flags: [
    new Option(
      '--openclaw <home|url>',
      "an OpenClaw's home, state or package folder, or its gateway's URL; config, log and gateway are found by it",
    ),
  ],
  keys: { openclaw: z.string().optional() },
  hint: 'no folder of an OpenClaw was given: --openclaw HOME',
  optional: true,
  suffices: true,
  named: (flags: OpenClawFlags, settings) => flags.openclaw ?? settings.openclaw,
  read: async ({ named, env, get }) => {
    if (named !== undefined && !isUrl(named)) return readNamed(() => readOpenClawHome(named, env));
    // A running gateway says where its state is: on the host that it names, it can be read.
    const runtime = await (await get('gateway'))?.openclaw();
    const state = runtime?.ok === true ? runtime.value.state : undefined;
    return state?.hostname === hostname() ? readIfThere(state.path, env) : undefined;
  },
});

/** The folder that a gateway names; nobody asked for it, so that it need not be readable. */
function readIfThere(path: string, env: NodeJS.ProcessEnv): OpenClawHome | undefined {
  try {
    return readOpenClawHome(path, env);
  } catch (error) {
    if (error instanceof SourceFileError) return undefined;
    throw error;
  }
}

/** Whether `--openclaw` names a gateway. */
export function isUrl(named: string): boolean {
  return /^https?:\/\//i.test(named);
}
