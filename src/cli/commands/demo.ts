import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { createDemoProgress, DemoError, packagedConfigMap, runDemo } from '../../demo/index.ts';
import { openDemoBackend } from '../demo-backend.ts';

const EXAMPLES = `
Examples:
  throughline demo
  throughline demo --backend prometheus
  throughline demo --backend http://127.0.0.1:9090`;

/**
 * `throughline demo`, which `npm start` runs.
 *
 * @param name `story` for the alias under `throughline lab`
 */
export function demoCommand(name: 'demo' | 'story' = 'demo'): Command {
  return new Command(name)
    .description('run a demo: find a broken setup, fix it, prove that the metrics arrive')
    .option(
      '--backend <backend>',
      'embedded, the URL of a server that runs, or a server that throughline-lab starts, such as prometheus',
      'embedded',
    )
    .addHelpText('after', EXAMPLES)
    .action(async ({ backend }: { backend: string }) => {
      const interrupted = new AbortController();
      const interrupt = (): void => interrupted.abort();
      process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
      try {
        await runDemo({
          backend: await openDemoBackend(backend),
          entry: fileURLToPath(new URL('../main.js', import.meta.url)),
          configMap: await packagedConfigMap(fileURLToPath(new URL('../../../../', import.meta.url))),
          progress: createDemoProgress(process.stdout, Date.now),
          signal: interrupted.signal,
        });
      } catch (error) {
        if (!(error instanceof DemoError)) throw error;
        process.stderr.write(`\nthroughline: the demo failed: ${error.message}\n`);
        process.exitCode = interrupted.signal.aborted ? 130 : 1;
      }
    });
}
