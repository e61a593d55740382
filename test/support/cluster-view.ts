import type { ClusterView } from '../../src/prove/index.ts';

/** A live cluster of which this was read, and whose Secrets have these keys: by `NAMESPACE/NAME`. */
export function clusterView(
  reading: ClusterView['reading'],
  secrets: Readonly<Record<string, readonly string[]>> = {},
): ClusterView {
  return {
    name: 'lab',
    reading,
    secretKeys: ({ namespace, name }) => {
      const keys = secrets[`${namespace}/${name}`];
      return Promise.resolve({
        ok: true,
        value: keys ? { state: 'known', keys } : { state: 'absent' },
      });
    },
    podTemplate: () => Promise.resolve({ ok: false, error: 'none' }),
    application: () => Promise.resolve({ ok: false, error: 'none' }),
    podLog: () => Promise.resolve({ ok: false, error: 'none' }),
  };
}
