import { buildServerImage } from '../../testbed/cluster/images/index.ts';
import type { RunningNode } from '../../testbed/cluster/node/index.ts';

/** The machine's own Node: pods of tests are a line of JavaScript. */
const NODE_IMAGE = 'docker.io/library/lab-node:lab';

/** Makes the image of `nodePod` known to the node. */
export async function loadNodeImage(node: RunningNode): Promise<void> {
  const { archive } = await buildServerImage({
    name: NODE_IMAGE,
    binary: process.execPath,
    path: '/bin/node',
  });
  await node.load(archive);
}

interface NodePod {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** What it runs. @default it waits to be killed */
  readonly script?: string;
  /** What its script is given. */
  readonly args?: readonly string[];
  /** Where it listens, once it is ready. */
  readonly port?: number;
  /** Ports that it declares in its place. */
  readonly ports?: readonly { readonly name?: string; readonly port: number; readonly protocol?: string }[];
}

/** A pod that runs a script with Node, admitted by the policy `restricted`. */
export function nodePod({
  name,
  namespace,
  labels = {},
  script,
  args = [],
  port,
  ports = port === undefined ? [] : [{ port }],
}: NodePod): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'main',
          image: NODE_IMAGE,
          imagePullPolicy: 'IfNotPresent',
          args: ['-e', script ?? 'setInterval(() => {}, 60_000)', ...args],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          ...(port === undefined
            ? {}
            : {
                ports: ports.map(({ port: containerPort, ...rest }) => ({ containerPort, ...rest })),
                readinessProbe: { tcpSocket: { port }, periodSeconds: 1 },
              }),
        },
      ],
    },
  };
}

/** Responds with a text to every request. */
export const echoScript = (text: string, port: number): string =>
  `require('node:http').createServer((_, to) => to.end(${JSON.stringify(text)})).listen(${port})`;
