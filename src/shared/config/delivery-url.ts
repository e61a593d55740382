import { BlockList, isIP } from 'node:net';

/** Addresses of clouds' metadata services, which hand out credentials. No webhook is there. */
const FORBIDDEN = new BlockList();
FORBIDDEN.addSubnet('169.254.0.0', 16, 'ipv4');
FORBIDDEN.addSubnet('fe80::', 10, 'ipv6');
FORBIDDEN.addAddress('fd00:ec2::254', 'ipv6');

/** Whether nothing may be posted to an IP address: link-local ones, and the metadata services of clouds. */
export function isForbiddenAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  return FORBIDDEN.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** Why nothing may be posted to a URL; null where it may. Addresses inside the cluster are allowed. */
export function deliveryUrlProblem(written: string): string | null {
  if (!URL.canParse(written)) return 'is no URL; write it as https://host/path';
  const { protocol, username, password, hostname } = new URL(written);
  if (protocol !== 'http:' && protocol !== 'https:') return 'is to begin with http:// or https://';
  if (username !== '' || password !== '') {
    return 'holds a user or password; take them out and set cron.webhookToken, which is sent as a header';
  }
  // URL has normalised the address, however it was written.
  return isForbiddenAddress(hostname.replaceAll(/[[\]]/g, ''))
    ? 'is a link-local address, to which no webhook is posted'
    : null;
}
