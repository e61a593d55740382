import { isRecord } from '../../../shared/text/is-record.ts';
import type { Flavour } from '../../translate/index.ts';
import type { Flags } from './flags.ts';

/** An address that a server listens on. */
export interface Listener {
  /** Empty: all addresses. */
  readonly host: string;
  readonly port: number;
  readonly speaks: 'http' | 'grpc';
  /** Undefined where a file decides that is not read. */
  readonly tls: boolean | undefined;
  /** Name of the collector's receiver. */
  readonly receiver?: string;
}

/** The flag with the address, and the port without it. */
const ADDRESS: Readonly<Record<Flavour, { readonly flag: string; readonly port: number }>> = {
  prometheus: { flag: 'web.listen-address', port: 9090 },
  victoriametrics: { flag: 'httpListenAddr', port: 8428 },
  mimir: { flag: 'server.http-listen-port', port: 8080 },
};

/**
 * Addresses that a backend with these arguments listens on for HTTP; undefined where they do not say it.
 *
 * @param words of the command line: Prometheus 3 takes its flag several times
 * @param webConfig content of the file that `--web.config.file` names; undefined where it is not read
 */
export function listenersByFlags(
  flavour: Flavour,
  flags: Flags,
  words: readonly string[],
  webConfig?: unknown,
): readonly Listener[] | undefined {
  if (flavour === 'mimir' && flags.has('config.file')) return undefined;
  const { flag, port } = ADDRESS[flavour];
  const repeated = words.flatMap((word) => {
    const match = /^--?([\w.-]+)=(.*)$/.exec(word);
    return match?.[1] === flag ? (match[2] ?? '').split(',') : [];
  });
  const given = repeated.length > 0 ? repeated : [flags.get(flag) ?? String(port)];
  const tls = tlsOf(flavour, flags, webConfig);
  const listeners = given.flatMap((address) => addressOf(address, tls) ?? []);
  return listeners.length === given.length ? listeners : undefined;
}

function tlsOf(flavour: Flavour, flags: Flags, webConfig: unknown): boolean | undefined {
  if (flavour === 'victoriametrics') return flags.get('tls') === 'true';
  if (flavour === 'mimir') return flags.has('server.http-tls-cert-path');
  if (!flags.has('web.config.file')) return false;
  return isRecord(webConfig) ? isRecord(webConfig['tls_server_config']) : undefined;
}

/** `:9090`, `0.0.0.0:9090`, `[::]:9090` or `9090`; undefined where the port is no number, such as a variable. */
export function addressOf(
  address: string,
  tls: boolean | undefined,
  speaks: Listener['speaks'] = 'http',
): Listener | undefined {
  const match = /^(?:(.*):)?(\d+)$/.exec(address);
  if (!match) return undefined;
  const host = (match[1] ?? '').replace(/^\[|\]$/g, '');
  return { host, port: Number(match[2]), speaks, tls };
}
