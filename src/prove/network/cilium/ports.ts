import { allMatch, anyMatch, type Match, matchOf, notJudged, YES } from '../match.ts';
import { type DestinationPort, portsMatch } from '../ports.ts';
import type { CiliumEntry, CiliumL7, CiliumPort } from './model.ts';

const DNS_PORT = 53;

/** Does an entry let this port through? A rule of layer 7 may still reject what passes through the port. */
export function ciliumPortsMatch({ toPorts = [], icmps = [] }: CiliumEntry, to: DestinationPort): Match {
  // An entry of ICMP types allows ICMP only.
  if (toPorts.length === 0) return matchOf(icmps.length === 0);
  return anyMatch(
    toPorts.map(({ ports = [], rules, unjudged }) =>
      allMatch([
        anyMatch(ports.map((port) => portMatches(port, to))),
        ...unjudged.map((field) => notJudged(`${field} is not judged`)),
        rules ? layer7(rules, to) : YES,
      ]),
    ),
  );
}

function portMatches({ port = '0', endPort, protocol = 'ANY' }: CiliumPort, to: DestinationPort): Match {
  const any = protocol === 'ANY' || protocol === '';
  const own = any ? to.protocol : protocol.toUpperCase();
  if (port === '0' || port === '') return matchOf(own === to.protocol);
  const number = /^\d+$/.test(port) ? Number(port) : undefined;
  // A range ends at its end or, for 0, at its start.
  const end = endPort !== undefined && number !== undefined && endPort > number ? endPort : undefined;
  return matchOf(portsMatch([{ protocol: own, port: number ?? port, endPort: end }], to));
}

function layer7({ dns = [], unjudged }: CiliumL7, to: DestinationPort): Match {
  const [first] = unjudged;
  if (first !== undefined) return notJudged(`${first} is not judged: it allows only some of the requests`);
  if (dns.length === 0 || dns.some(({ matchPattern }) => matchPattern === '*')) return YES;
  return to.port === DNS_PORT
    ? notJudged('rules.dns is not judged: it allows only some of the names')
    : notJudged('rules.dns is not judged');
}
