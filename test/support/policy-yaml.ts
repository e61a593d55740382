import { parseAllDocuments } from 'yaml';
import { evaluate, type Evaluation } from '../../src/prove/network/evaluate.ts';
import type { Connection } from '../../src/prove/network/evaluate.ts';
import type { Cluster } from '../../src/prove/network/model.ts';
import type { ManifestObject } from '../../src/prove/sources/index.ts';
import { addPolicy, type Policies } from '../../src/prove/sources/manifests/policies.ts';
import { bare, push } from './policy-cluster.ts';

/** The cluster with policies that are written in YAML. */
export function withPolicyYaml(text: string, cluster: Cluster = bare): Cluster {
  const policies: Policies = { policies: [], cilium: [], calico: [], calicoTiers: [] };
  for (const document of parseAllDocuments(text)) {
    const content = document.toJS() as ManifestObject & {
      readonly metadata: { readonly name: string; readonly namespace?: string };
    };
    const { name, namespace = 'default' } = content.metadata;
    addPolicy({ ...content, name, content }, { name, namespace }, policies);
  }
  return { ...cluster, ...policies };
}

/** What policies in YAML say about the push, or another connection. */
export function judged(text: string, connection: Partial<Connection> = {}, cluster?: Cluster): Evaluation {
  return evaluate({ ...push, ...connection }, withPolicyYaml(text, cluster));
}
