import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../../src/cli/usage-error.ts';
import {
  bringUp,
  ClusterError,
  type ClusterFolder,
  clusterFolder,
  type ClusterStatus,
  openNode,
  statusOf,
  takeDown,
} from '../cluster/node/index.ts';
import { createProgress, type Progress, ServerError, thisMachine } from '../servers/index.ts';

const EXAMPLES = `
A real Kubernetes node in a separate network namespace: API server, kubelet, kube-proxy, kube-router for network
policies, CoreDNS. Pods really run. It needs root on Linux, and some Debian packages, which it names where they are missing.
It changes nothing of the machine's own network, and down removes all of it, also after a crash.

Examples:
  throughline lab cluster up
  export KUBECONFIG=$(throughline lab cluster status -o json | jq -r .kubeconfig)
  throughline lab cluster load throughline.tar
  throughline lab cluster down

Exit codes: 0 done (status: it is ready), 1 status: it is not ready, 2 it cannot be done, 130 interrupted.`;

interface Flags {
  readonly folder?: string;
}

/** `throughline lab cluster`: a Kubernetes node on this machine. */
export function labClusterCommand(): Command {
  return new Command('cluster')
    .description('bring up a real Kubernetes node on this machine, and take it away again')
    .addHelpText('after', EXAMPLES)
    .addCommand(upCommand())
    .addCommand(downCommand())
    .addCommand(statusCommand())
    .addCommand(loadCommand());
}

function withFolder(command: Command): Command {
  return command.option(
    '--folder <dir>',
    'where the cluster keeps its files (default: "cluster" in the cache)',
  );
}

function withOutput(command: Command): Command {
  return command.addOption(
    new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'),
  );
}

interface Output {
  readonly output: 'text' | 'json';
}

function upCommand(): Command {
  return withOutput(withFolder(new Command('up')))
    .description('bring it up, or find it up; builds what is missing')
    .option(
      '--sync-frequency <time>',
      'how often the kubelet looks at ConfigMaps and Secrets of its pods',
      duration,
      '5s',
    )
    .action(async ({ folder, syncFrequency, output }: Flags & Output & { syncFrequency: string }) => {
      const interrupted = new AbortController();
      const interrupt = (): void => interrupted.abort();
      process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
      const { signal } = interrupted;
      const machine = thisMachine();
      await working(folder, async (place, progress) => {
        try {
          const { status, wasUp } = await bringUp(place, { syncFrequency, machine, progress, signal });
          progress.end();
          print(output, status, [
            `${wasUp ? 'It is up already' : `Ready in ${status.readySeconds} s`}. API server: ${status.api}`,
            `export KUBECONFIG=${status.kubeconfig}`,
          ]);
        } catch (error) {
          if (!signal.aborted) throw error;
          progress.end();
          process.stderr.write('interrupted; nothing of it is left\n');
          process.exitCode = 130;
        }
      });
    });
}

function downCommand(): Command {
  return withFolder(new Command('down'))
    .description('take it away: its processes, network, mounts and files')
    .action(async ({ folder }: Flags) => {
      await working(folder, async (place, progress) => {
        progress.step('ending its processes');
        const isGone = await takeDown(place, progress);
        progress.end();
        process.stdout.write(isGone ? 'The cluster is gone.\n' : `There is no cluster in ${place.path}.\n`);
      });
    });
}

function statusCommand(): Command {
  return withOutput(withFolder(new Command('status')))
    .description('what there is of it')
    .action(async ({ folder, output }: Flags & Output) => {
      await working(folder, async (place) => {
        const status = await statusOf(place);
        print(output, status, lines(status));
        process.exitCode = status.state === 'ready' ? 0 : 1;
      });
    });
}

function loadCommand(): Command {
  return withFolder(new Command('load'))
    .description('make images known to it, from OCI archives: pods name them, without a registry')
    .argument('<archive...>', 'files that "npm run image", buildah or skopeo wrote')
    .action(async (archives: readonly string[], { folder }: Flags) => {
      await working(folder, async (place, progress) => {
        const node = await openNode(place);
        for (const archive of archives) {
          progress.step(`loading ${archive}`);
          await node.load(resolve(archive));
        }
      });
    });
}

async function working(
  folder: string | undefined,
  work: (place: ClusterFolder, progress: Progress) => Promise<void>,
): Promise<void> {
  const progress = createProgress(process.stderr);
  try {
    await work(clusterFolder(folder, thisMachine()), progress);
  } catch (error) {
    if (error instanceof ClusterError || error instanceof ServerError) throw new UsageError(error.message);
    throw error;
  } finally {
    progress.end();
  }
}

function print(output: 'text' | 'json', status: ClusterStatus, text: readonly string[]): void {
  process.stdout.write(output === 'json' ? `${JSON.stringify(status, null, 2)}\n` : `${text.join('\n')}\n`);
}

function lines(status: ClusterStatus): string[] {
  const ended = status.processes.filter(({ running }) => !running).map(({ name }) => name);
  return [
    `${status.state}  ${status.folder}`,
    ...(status.api === null ? [] : [`API server: ${status.api}`, `export KUBECONFIG=${status.kubeconfig}`]),
    ...(ended.length === 0 ? [] : [`not running: ${ended.join(', ')}`]),
    ...(status.state === 'unready'
      ? ['its programs run, but its node is not ready, or its API server does not respond in time']
      : []),
    ...(status.state === 'broken' ? ['throughline lab cluster down removes what is left of it'] : []),
  ];
}

/** As the kubelet reads it. */
function duration(text: string): string {
  if (!/^(?:\d+[hms])+$/.test(text) || !/[1-9]/.test(text))
    throw new InvalidArgumentError('write a time such as 5s or 1m.');
  return text;
}
