import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { kubeconfig } from '../../testbed/cluster/kubeconfig.ts';
import { readKubeconfig } from '../../src/prove/sources/index.ts';
import type { Lab } from './lab.ts';

const ROLES = readFileSync(new URL('../../deploy/components/rights/roles.yaml', import.meta.url), 'utf8');

/**
 * The kubeconfig of a service account that may read some namespaces by the shipped Role and nothing else, so that a check takes
 * no pod of another test for the gateway.
 *
 * @param name of its account, Roles and bindings, and their label `world`
 */
export async function readerOf(
  lab: Lab,
  name: string,
  namespaces: readonly [string, ...string[]],
): Promise<string> {
  const [shipped] = parseAllDocuments(ROLES).map((document) => document.toJS() as { rules: object[] });
  const group = 'rbac.authorization.k8s.io';
  const [home] = namespaces;
  const metadata = (namespace: string): object => ({ name, namespace, labels: { world: name } });
  const subjects = [{ kind: 'ServiceAccount', name, namespace: home }];
  const roleRef = { apiGroup: group, kind: 'Role', name };
  const items = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(home) },
    ...namespaces.flatMap((namespace) => [
      { apiVersion: `${group}/v1`, kind: 'Role', metadata: metadata(namespace), rules: shipped?.rules },
      { apiVersion: `${group}/v1`, kind: 'RoleBinding', metadata: metadata(namespace), roleRef, subjects },
    ]),
  ];
  await lab.kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const token = await lab.kubectl(['create', 'token', name, '-n', home, '--duration=2h']);
  return kubeconfig(readKubeconfig(lab.node.kubeconfig).server, name, token.trim());
}
