import type { ApplicableObject } from '../../testbed/cluster/index.ts';

/** The part of Cilium's definition that an object needs to be kept whole. */
export const ciliumDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'ciliumnetworkpolicies.cilium.io' },
  spec: {
    group: 'cilium.io',
    scope: 'Namespaced',
    names: { kind: 'CiliumNetworkPolicy', plural: 'ciliumnetworkpolicies' },
    versions: [
      {
        name: 'v2',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
} as ApplicableObject;
