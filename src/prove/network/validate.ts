import { cidrContains, parseCidr } from './ip-block.ts';
import type { IpBlock, LabelSelector, NetworkPolicy, Peer, PolicyPort } from './model.ts';

/** A reason why the API server rejects a policy. */
export interface PolicyProblem {
  /** Where in the policy, from its root. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Path = readonly (string | number)[];

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const POLICY_TYPES = ['Ingress', 'Egress'];

/** What the API server rejects in a policy. A rejected policy is not in force. */
export function policyProblems({ spec }: NetworkPolicy): PolicyProblem[] {
  return [
    ...selectorProblems(spec.podSelector, ['spec', 'podSelector']),
    ...(spec.policyTypes ?? []).flatMap((type, i) =>
      POLICY_TYPES.includes(type)
        ? []
        : [
            problem(
              ['spec', 'policyTypes', i],
              `"${type}" is not a policy type; the types are Ingress and Egress`,
            ),
          ],
    ),
    ...(spec.ingress ?? []).flatMap(({ from, ports }, i) =>
      ruleProblems(from, 'from', ports, ['spec', 'ingress', i]),
    ),
    ...(spec.egress ?? []).flatMap(({ to, ports }, i) =>
      ruleProblems(to, 'to', ports, ['spec', 'egress', i]),
    ),
  ];
}

function ruleProblems(
  peers: readonly Peer[] | undefined,
  key: 'from' | 'to',
  ports: readonly PolicyPort[] | undefined,
  path: Path,
): PolicyProblem[] {
  return [
    ...(peers ?? []).flatMap((peer, i) => peerProblems(peer, [...path, key, i])),
    ...(ports ?? []).flatMap((port, i) => portProblems(port, [...path, 'ports', i])),
  ];
}

function peerProblems({ podSelector, namespaceSelector, ipBlock }: Peer, path: Path): PolicyProblem[] {
  if (!podSelector && !namespaceSelector && !ipBlock) {
    return [problem(path, 'an empty peer; write podSelector, namespaceSelector or ipBlock, or drop it')];
  }
  if (ipBlock && (podSelector || namespaceSelector)) {
    return [problem(path, 'ipBlock is combined with a selector; make it a separate peer')];
  }
  return [
    ...selectorProblems(podSelector, [...path, 'podSelector']),
    ...selectorProblems(namespaceSelector, [...path, 'namespaceSelector']),
    ...(ipBlock ? blockProblems(ipBlock, [...path, 'ipBlock']) : []),
  ];
}

function blockProblems({ cidr, except = [] }: IpBlock, path: Path): PolicyProblem[] {
  const block = parseCidr(cidr);
  if (!block) {
    return [problem([...path, 'cidr'], `"${cidr}" is not a CIDR; write it as 10.0.0.0/8 or fd00::/8`)];
  }
  return except.flatMap((text, i) => {
    const at = [...path, 'except', i];
    const hole = parseCidr(text);
    if (!hole) return [problem(at, `"${text}" is not a CIDR; write it as 10.0.0.0/8 or fd00::/8`)];
    if (cidrContains(block, hole) && hole.prefix > block.prefix) return [];
    return [problem(at, `${text} is not a part of ${cidr}; except takes a smaller block within it`)];
  });
}

function portProblems({ protocol, port, endPort }: PolicyPort, path: Path): PolicyProblem[] {
  const found: PolicyProblem[] = [];
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
    found.push(
      problem([...path, 'protocol'], `"${protocol}" is not a protocol; the protocols are TCP, UDP and SCTP`),
    );
  }
  if (typeof port === 'number' && !isPortNumber(port)) {
    found.push(problem([...path, 'port'], `${port} is not a port; ports go from 1 to 65535`));
  }
  if (typeof port === 'string' && !isPortName(port)) {
    const hint = /^\d+$/.test(port)
      ? `write a number without quotes`
      : `a name has a-z, 0-9 and -, at most 15 characters`;
    found.push(problem([...path, 'port'], `"${port}" is not a port name; ${hint}`));
  }
  if (endPort === undefined) return found;
  if (typeof port !== 'number') {
    found.push(problem([...path, 'endPort'], 'endPort needs a port that is a number'));
  } else if (endPort < port || !isPortNumber(endPort)) {
    found.push(problem([...path, 'endPort'], `endPort ${endPort} must lie between port ${port} and 65535`));
  }
  return found;
}

function selectorProblems(selector: LabelSelector | undefined, path: Path): PolicyProblem[] {
  return (selector?.matchExpressions ?? []).flatMap(({ key, operator, values = [] }, i) => {
    const at = [...path, 'matchExpressions', i];
    if (!OPERATORS.includes(operator)) {
      return [
        problem(
          [...at, 'operator'],
          `"${operator}" is not an operator; the operators are ${OPERATORS.join(', ')}`,
        ),
      ];
    }
    const takesValues = operator === 'In' || operator === 'NotIn';
    if (takesValues && values.length === 0) {
      return [problem([...at, 'values'], `${operator} of ${key} needs values`)];
    }
    return !takesValues && values.length > 0
      ? [problem([...at, 'values'], `${operator} of ${key} takes no values`)]
      : [];
  });
}

function isPortNumber(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

/** RFC 6335, section 5.1 */
function isPortName(name: string): boolean {
  return /^(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) && name.length <= 15;
}

function problem(path: Path, message: string): PolicyProblem {
  return { path, message };
}
