import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { ClusterError } from './error.ts';
import { environment } from './namespace.ts';

/** Runs in the node's network, and gets a server that listens on the machine's. */
const RELAY = `
  const { connect } = require('node:net');
  const [host, port] = process.argv.slice(1);
  process.once('message', (text, server) => {
    server.on('connection', (from) => {
      const to = connect(Number(port), host);
      const end = () => { from.destroy(); to.destroy(); };
      for (const one of [from, to]) one.on('error', end).on('close', end).setNoDelay(true);
      from.pipe(to);
      to.pipe(from);
    });
    process.send('ready', () => process.disconnect());
  });
`;

export interface Relay {
  readonly pid: number;
  /** On this machine. */
  readonly host: string;
  readonly port: number;
}

/**
 * A port on 127.0.0.1 that leads to an address in the node's network. The process outlives this one. It changes nothing of the
 * machine's network: a socket stays in the network in which it was made.
 *
 * @param enter the command that runs another one in the node's network
 */
export async function startRelay(
  enter: (command: readonly string[]) => readonly string[],
  target: { readonly host: string; readonly port: number },
): Promise<Relay> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;
  const [command = '', ...args] = enter([process.execPath, '-e', RELAY, target.host, String(target.port)]);
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: environment(),
    cwd: '/',
  });
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('error', reject);
      child.once('exit', () => reject(new ClusterError(`No relay to ${target.host} can be started.`)));
      child.send('server', server);
    });
  } finally {
    // The other process has its own hold on the socket.
    server.close();
  }
  child.unref();
  return { pid: child.pid ?? 0, host: address, port };
}
