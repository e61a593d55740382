import type { Lab } from '../src/cli/lab.ts';
import { labClusterCommand } from './cli/cluster.ts';
import { labRunCommand } from './cli/run.ts';
import { labScoreCommand } from './cli/score.ts';
import { labServersCommand } from './cli/servers.ts';
import { startNamedBackend } from './cli/start-backend.ts';

/** What `throughline lab` and `throughline demo --backend` find where this package is installed. */
export const lab: Lab = {
  commands: (entry) => [
    labRunCommand(entry),
    labScoreCommand(entry),
    labServersCommand(),
    labClusterCommand(),
  ],
  startBackend: startNamedBackend,
};
