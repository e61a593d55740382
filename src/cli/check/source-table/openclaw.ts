import { Option } from 'commander';
import { z } from 'zod';
import { readOpenClawHome } from '../../../prove/sources/index.ts';
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
  read: ({ named, env }) =>
    named === undefined || isUrl(named) ? undefined : readNamed(() => readOpenClawHome(named, env)),
});

/** Whether `--openclaw` names a gateway. */
export function isUrl(named: string): boolean {
  return /^https?:\/\//.test(named);
}
