import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { Answer } from './answer.ts';
import type { IpBlock } from './model.ts';

type Family = 'ipv4' | 'ipv6';

export interface Cidr {
  readonly address: string;
  readonly prefix: number;
  readonly family: Family;
}

/** Pod networks are private ones (RFC 1918) in every common distribution. */
const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].flatMap(
  (text) => parseCidr(text) ?? [],
);

const UNIQUE_LOCAL = ['fc00::/7'].flatMap((text) => parseCidr(text) ?? []);

/** @returns undefined where it is no CIDR */
export function parseCidr(text: string): Cidr | undefined {
  const [, address = '', digits = ''] = /^([^/%]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = familyOf(address);
  const prefix = Number(digits);
  if (family === undefined || prefix > (family === 'ipv4' ? 32 : 128)) return undefined;
  return { address, prefix, family };
}

/** An address of a private IPv4 network (RFC 1918), or a unique local one of IPv6 (RFC 4193). */
export function isPrivate(address: string): boolean {
  return [...PRIVATE_RANGES, ...UNIQUE_LOCAL].some((range) => cidrHolds(range, address));
}

export function isAddress(text: string): boolean {
  return familyOf(text) !== undefined;
}

/** Does the outer block hold the whole of the inner one? */
export function cidrContains(outer: Cidr, inner: Cidr): boolean {
  return outer.family === inner.family && outer.prefix <= inner.prefix && cidrHolds(outer, inner.address);
}

/** @param address an IPv4 or IPv6 address */
export function blockHolds({ cidr, except = [] }: IpBlock, address: string): boolean {
  const holds = (text: string): boolean => {
    const parsed = parseCidr(text);
    return parsed !== undefined && cidrHolds(parsed, address);
  };
  return holds(cidr) && !except.some(holds);
}

/** Does a block hold a pod whose address is not known? It is taken to be a private IPv4 address. */
export function blockHoldsUnknownPod({ cidr, except = [] }: IpBlock): Answer {
  const block = parseCidr(cidr);
  if (!block) return 'no';
  if (block.family === 'ipv6') return 'unknown';
  const holes = except.flatMap((text) => parseCidr(text) ?? []);
  const open = PRIVATE_RANGES.filter(
    (range) => overlap(block, range) && !holes.some((hole) => cidrContains(hole, range)),
  );
  if (open.length === 0) return 'no';
  const whole = PRIVATE_RANGES.every(
    (range) => cidrContains(block, range) && !holes.some((hole) => overlap(hole, range)),
  );
  return whole ? 'yes' : 'unknown';
}

/** Does a block hold an address outside the cluster that is not known? */
export function blockHoldsUnknownAddress({ cidr, except = [] }: IpBlock): Answer {
  const block = parseCidr(cidr);
  if (!block) return 'no';
  return block.family === 'ipv4' && block.prefix === 0 && except.length === 0 ? 'yes' : 'unknown';
}

function overlap(a: Cidr, b: Cidr): boolean {
  return cidrContains(a, b) || cidrContains(b, a);
}

function cidrHolds({ address, prefix, family }: Cidr, candidate: string): boolean {
  if (familyOf(candidate) !== family) return false;
  const list = new BlockList();
  list.addSubnet(address, prefix, family);
  return list.check(candidate, family);
}

function familyOf(address: string): Family | undefined {
  if (isIPv4(address)) return 'ipv4';
  return isIPv6(address) ? 'ipv6' : undefined;
}
