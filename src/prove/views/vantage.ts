import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { connect as connectTls } from 'node:tls';
import { errorCode } from '../../shared/text/error-code.ts';
import type { GatewayView } from './gateway.ts';
import { isAlive } from './is-alive.ts';

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
}

/**
 * The vantage of this process. It is the gateway's where the gateway's status names this host and a process that runs
 * here: a port-forward gives the same address, but not the same process.
 */
export function ownVantage(gateway: GatewayView | undefined, env: NodeJS.ProcessEnv): Vantage {
  const inCluster = env['KUBERNETES_SERVICE_HOST'] !== undefined;
  const isGatewayVantage = async (): Promise<boolean> => {
    const status = await gateway?.status();
    if (!status?.ok) return false;
    const { hostname: gatewayHost, pid } = status.value.process;
    return gatewayHost === hostname() && pid !== undefined && isAlive(pid);
  };
  return {
    isGatewayVantage,
    describe: async () => {
      if (!(await isGatewayVantage()))
        return inCluster
          ? "this process, in a pod that is not the gateway's"
          : 'this process, not where the gateway runs';
      return inCluster ? "inside the gateway's pod" : "this process, on the gateway's host";
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
