import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { UnreachableError } from '../../sources/index.ts';
import { ServerError } from '../../lab/servers/index.ts';
import { createNarrator, packagedConfigMap, StoryError, tellStory } from '../../lab/story/index.ts';
import { UsageError } from '../usage-error.ts';

/** `throughline lab story`, which `npm start` runs. */
export function labStoryCommand(): Command {
  return new Command('story')
    .description('replay one day of operations: broken, mended, proved')
    .option(
      '--backend <backend>',
      'embedded, prometheus, victoriametrics, or the URL of one that runs',
      'embedded',
    )
    .addHelpText(
      'after',
      `
Examples:
  throughline lab story
  throughline lab story --backend prometheus
  throughline lab story --backend http://127.0.0.1:9090`,
    )
    .action(async ({ backend }: { backend: string }) => {
      const interrupted = new AbortController();
      const interrupt = (): void => interrupted.abort();
      process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
      try {
        await tellStory({
          backend,
          entry: fileURLToPath(new URL('../main.js', import.meta.url)),
          configMap: await packagedConfigMap(fileURLToPath(new URL('../../../../', import.meta.url))),
          narrator: createNarrator(process.stdout, Date.now),
          signal: interrupted.signal,
        });
      } catch (error) {
        if (error instanceof ServerError || error instanceof UnreachableError) {
          throw new UsageError(`backend ${backend}: ${error.message}`);
        }
        if (!(error instanceof StoryError)) throw error;
        process.stderr.write(`\nthroughline: the story went otherwise: ${error.message}\n`);
        process.exitCode = interrupted.signal.aborted ? 130 : 1;
      }
    });
}
