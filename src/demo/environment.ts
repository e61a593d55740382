import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelServer, startModelServer } from './model-server/index.ts';
import { type Mount, mountConfigMap } from './mount/index.ts';
import { listeningUrl, type RunningCommand, startCommand } from './process/index.ts';
import { DEMO_FAULTS } from './traffic.ts';

/** What the demo runs on: real files, real processes, and a model server. */
export interface DemoEnvironment {
  readonly folder: string;
  /** The ConfigMap's manifest, the file that Argo CD would sync. */
  readonly manifest: string;
  readonly gatewayUrl: string;
  readonly gatewayToken: string;
  readonly webhookToken: string;
  readonly gateway: RunningCommand;
  readonly sync: RunningCommand;
  readonly model: ModelServer;
  /** Environment for `throughline check` beside them. */
  readonly env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

export interface DemoEnvironmentOptions {
  /** The built command line. */
  readonly entry: string;
  /** Text of the ConfigMap manifest. */
  readonly configMap: string;
}

/** Mounts the ConfigMap, and starts the model, the sidecar and the gateway on what the sidecar wrote. */
export async function startEnvironment({
  entry,
  configMap,
}: DemoEnvironmentOptions): Promise<DemoEnvironment> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-demo-'));
  const closers: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const end of closers.toReversed()) await end();
  };
  try {
    const model = await startModelServer(DEMO_FAULTS);
    closers.push(() => model.close());
    const tokens = { gateway: randomBytes(16).toString('hex'), webhook: randomBytes(16).toString('hex') };
    const env = variables(model, tokens, folder);

    const manifest = join(folder, 'configmap-openclaw.yaml');
    const volume = join(folder, 'etc');
    const live = join(folder, 'openclaw.json');
    await mkdir(volume);
    await writeFile(manifest, configMap);
    const mount: Mount = await mountConfigMap(manifest, volume);
    closers.push(() => mount.close());

    const sync = startCommand(entry, ['sync', '--from', join(volume, 'openclaw.json'), '--to', live], env);
    closers.push(() => sync.stop());
    const there = (): Promise<boolean> =>
      readFile(live).then(
        () => true,
        () => false,
      );
    await Promise.race([
      until(there),
      sync.ended.then(() => Promise.reject(new Error(sync.lines.join('\n')))),
    ]);

    const state = ['--state-dir', join(folder, 'state'), '--home', folder, '--workspace', folder];
    const args = ['gateway', '--config', live, '--host', '127.0.0.1', '--port', '0', ...state];
    const gateway = startCommand(entry, args, env);
    closers.push(() => gateway.stop());
    const gatewayUrl = await gateway.find(listeningUrl);
    return {
      folder,
      manifest,
      gatewayUrl,
      gatewayToken: tokens.gateway,
      webhookToken: tokens.webhook,
      gateway,
      sync,
      model,
      env,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function variables(
  model: ModelServer,
  tokens: { readonly gateway: string; readonly webhook: string },
  folder: string,
): NodeJS.ProcessEnv {
  // What the shell sets for its own telemetry must not change the demo.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('OTEL_'));
  return {
    ...Object.fromEntries(own),
    // Two demos on one backend are two pods.
    POD_NAME: `${hostname()}-${folder.slice(-6)}`,
    OPENCLAW_GATEWAY_TOKEN: tokens.gateway,
    OPENCLAW_WEBHOOK_TOKEN: tokens.webhook,
    OPENCLAW_MODEL_BASE_URL: model.url,
    OPENCLAW_MODEL_API_KEY: 'none is asked for',
  };
}

/** Waits for a condition. @throws {Error} where it is still false after all tries */
export async function until(condition: () => Promise<boolean>, tries = 600, everyMs = 50): Promise<void> {
  for (let count = 0; count < tries; count++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error('gave up waiting');
}
