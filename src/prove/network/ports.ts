import { type Answer, answerOf, anyOf } from './answer.ts';
import type { Pod, PolicyPort, Protocol } from './model.ts';

/** Where a connection goes: a port of a pod, or of an address outside the cluster. */
export interface DestinationPort {
  /** Undefined where the Service that maps it is not known. */
  readonly port: number | undefined;
  readonly protocol: Protocol;
  /** Undefined outside the cluster, where no port has a name. */
  readonly pod: Pod | undefined;
}

/** Do a rule's `ports` let this one through? Absent or empty means every port of every protocol. */
export function portsMatch(ports: readonly PolicyPort[] | undefined, to: DestinationPort): Answer {
  if (ports === undefined || ports.length === 0) return 'yes';
  return anyOf(ports.map((port) => portMatches(port, to)));
}

/** A named port is looked up in the destination's containers, for egress as for ingress. */
function portMatches({ protocol = 'TCP', port, endPort }: PolicyPort, to: DestinationPort): Answer {
  if (protocol !== to.protocol) return 'no';
  if (port === undefined) return 'yes';
  if (typeof port === 'string') {
    const named = to.pod?.ports.filter((own) => own.name === port && own.protocol === to.protocol) ?? [];
    if (named.length === 0) return to.pod?.partial ? 'unknown' : 'no';
    return to.port === undefined ? 'unknown' : answerOf(named.some((own) => own.port === to.port));
  }
  if (to.port === undefined) return 'unknown';
  return answerOf(to.port >= port && to.port <= (endPort ?? port));
}
