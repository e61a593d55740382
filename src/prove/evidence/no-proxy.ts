import { BlockList, isIP } from 'node:net';

/**
 * Whether a host is reached directly, by the entries of NO_PROXY that curl, Go and Node all understand: `*`, a name,
 * a suffix with or without a dot or `*.` before it, an address, an address range, each with or without a port.
 */
export function isExempt(host: string, port: number, noProxy: string): boolean {
  return noProxy
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => matches(host.toLowerCase(), port, entry.toLowerCase()));
}

function matches(host: string, port: number, entry: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isIP(host) > 0 && inRange(host, entry);
  const [, bare = entry, only] = /^(.*[^:]):(\d+)$/.exec(isIP(entry) ? '' : entry) ?? [];
  if (only !== undefined && Number(only) !== port) return false;
  const suffix = bare.replace(/^\*?\./, '');
  return host === suffix || (isIP(host) === 0 && host.endsWith(`.${suffix}`));
}

function inRange(address: string, range: string): boolean {
  const [net = '', bits = ''] = range.split('/');
  const family = isIP(net) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(net) === 0 || isIP(address) !== isIP(net) || !/^\d+$/.test(bits)) return false;
  if (Number(bits) > (family === 'ipv6' ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(net, Number(bits), family);
  return list.check(address, family);
}
