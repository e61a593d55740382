import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls } from 'node:tls';
import { errorCode } from '../../shared/text/error-code.ts';
import type { GatewayView } from './gateway.ts';
import { isAlive } from './is-alive.ts';
import { type Mount, mountOf, readMounts, startOf } from './process-facts.ts';

/**
 * Where this process runs. What concerns the gateway's network (its names, its connections) is judged only where the
 * gateway runs: a laptop that cannot resolve a cluster's service proves nothing.
 */
export interface Vantage {
  /** In words, for the report. */
  describe(): Promise<string>;
  isGatewayVantage(): Promise<boolean>;
  /** @returns addresses, or Node's code of the failure */
  resolve(host: string): Promise<{ addresses: string[] } | { code: string }>;
  /** @returns undefined where a connection was made, else Node's code of the failure */
  connect(host: string, port: number, timeoutMs: number): Promise<string | undefined>;
  /** @returns undefined where the server's certificate is trusted here, else the code of the failure */
  handshake(host: string, port: number, timeoutMs: number): Promise<string | undefined>;
  /** The mount that a path of the gateway's process is on; undefined where the gateway does not run here, or without /proc. */
  mountOf(path: string): Promise<Mount | undefined>;
}

/** Name of the node that runs the pod of this name, where a cluster says so. */
export type NodeOfPod = (pod: string) => Promise<string | undefined>;

/** The gateway says when it started once its modules are loaded, which takes this long at most. */
const MOST_START_MS = 60_000;
/** /proc counts in hundredths of a second since the boot. */
const MOST_CLOCK_ERROR_MS = 2_000;

/**
 * The vantage of this process. It is the gateway's where the gateway's status names this host and a process that runs
 * here, is not this one, and began when the gateway did: a port-forward gives the same address, but not the same process. Pods
 * of two namespaces may have the same name, and each has a process 1.
 *
 * @param nodeOf distinguishes a check on the gateway's node from one outside; nothing more is concluded from there
 */
export function ownVantage(
  gateway: GatewayView | undefined,
  env: NodeJS.ProcessEnv,
  nodeOf: NodeOfPod = async () => undefined,
): Vantage {
  const inCluster = env['KUBERNETES_SERVICE_HOST'] !== undefined;
  const processHere = async (): Promise<number | undefined> => {
    const status = await gateway?.status();
    if (!status?.ok) return undefined;
    const { hostname: gatewayHost, pid, startedAt } = status.value.process;
    if (gatewayHost !== hostname() || pid === undefined || !isAlive(pid)) return undefined;
    const began = await startOf(pid);
    if (began === undefined || startedAt === undefined) return pid;
    const took = Date.parse(startedAt) - began;
    return took > -MOST_CLOCK_ERROR_MS && took < MOST_START_MS ? pid : undefined;
  };
  const isGatewayVantage = async (): Promise<boolean> => (await processHere()) !== undefined;
  const isOnNode = async (): Promise<boolean> => {
    const status = await gateway?.status();
    const pod = status?.ok ? status.value.process.hostname : undefined;
    return pod !== undefined && (await nodeOf(pod)) === hostname();
  };
  return {
    isGatewayVantage,
    describe: async () => {
      if (await isGatewayVantage())
        return inCluster ? "inside the gateway's pod" : "this process, on the gateway's host";
      if (inCluster) return "this process, in a pod that is not the gateway's";
      return (await isOnNode())
        ? "this process, on the gateway's node, not in its pod"
        : 'this process, not where the gateway runs';
    },
    mountOf: async (path) => {
      const pid = await processHere();
      return pid === undefined ? undefined : mountOf(await readMounts(pid), path);
    },
    resolve: async (host) => {
      try {
        const found = await lookup(host, { all: true });
        return { addresses: found.map(({ address }) => address) };
      } catch (error) {
        return { code: errorCode(error) ?? 'EUNKNOWN' };
      }
    },
    connect: (host, port, timeout) => outcomeOf(connect({ host, port, timeout }), 'connect'),
    handshake: (host, port, timeout) =>
      outcomeOf(
        connectTls({ host, port, timeout, ...(isIP(host) ? {} : { servername: host }) }),
        'secureConnect',
      ),
  };
}

function outcomeOf(socket: Socket, done: 'connect' | 'secureConnect'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const end = (code: string | undefined): void => {
      socket.destroy();
      resolve(code);
    };
    socket.once(done, () => end(undefined));
    socket.once('timeout', () => end('ETIMEDOUT'));
    socket.once('error', (error) => end(errorCode(error) ?? 'EUNKNOWN'));
  });
}
