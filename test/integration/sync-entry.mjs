// The command alone, as its own process.
import { syncCommand } from '../../dist/src/cli/commands/sync.js';

await syncCommand().parseAsync();
