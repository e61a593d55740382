import { isRecord } from '../../../../shared/text/is-record.ts';
import { type BuiltObject, recordOf, withContent, withMetadata } from './built-object.ts';

/** Kinds whose objects are in no namespace. */
const CLUSTER_SCOPED = new Set([
  'Namespace',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleBinding',
  'PersistentVolume',
  'StorageClass',
  'PriorityClass',
  'IngressClass',
  'Node',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'APIService',
  'CiliumClusterwideNetworkPolicy',
  'GlobalNetworkPolicy',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
]);

/** Kinds whose names a prefix or suffix leaves as they are. */
const KEEP_NAME = new Set(['Namespace', 'CustomResourceDefinition', 'APIService']);

/** A Namespace among the objects gets the name, as kustomize gives it. */
export function inNamespace(objects: readonly BuiltObject[], namespace: string): BuiltObject[] {
  return objects.map((each) => {
    if (each.object.kind === 'Namespace') return withMetadata(each, { name: namespace });
    return CLUSTER_SCOPED.has(each.object.kind) ? each : withMetadata(each, { namespace });
  });
}

/** Prefix and suffix of names, and of the references to these objects. */
export function renamed(objects: readonly BuiltObject[], prefix: string, suffix: string): BuiltObject[] {
  if (prefix === '' && suffix === '') return [...objects];
  const names = new Map<string, string>();
  const changed = objects.map((each) => {
    const { kind, name } = each.object;
    if (KEEP_NAME.has(kind)) return each;
    names.set(`${kind}/${name}`, `${prefix}${name}${suffix}`);
    return withMetadata(each, { name: `${prefix}${name}${suffix}` });
  });
  return changed.map((each) => withContent(each, references(each.object.content, names)));
}

/** Fields that name another object, its kind, and the key of the name. */
const REFERENCES: Readonly<Record<string, readonly [kind: string, key: string]>> = {
  configMap: ['ConfigMap', 'name'],
  configMapRef: ['ConfigMap', 'name'],
  configMapKeyRef: ['ConfigMap', 'name'],
  secret: ['Secret', 'secretName'],
  secretRef: ['Secret', 'name'],
  secretKeyRef: ['Secret', 'name'],
};

function references(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => references(item, names));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => {
      const found = Object.hasOwn(REFERENCES, field) && isRecord(inner) ? REFERENCES[field] : undefined;
      const next = references(inner, names);
      if (!found || !isRecord(next)) return [field, next];
      const [kind, usual] = found;
      // A projected volume names a Secret by `name`.
      const key = usual in next ? usual : 'name';
      const name = names.get(`${kind}/${String(next[key])}`);
      return [field, name === undefined ? next : { ...next, [key]: name }];
    }),
  );
}

/** Labels on objects; on selectors and templates where they are asked for. */
export function labelled(
  objects: readonly BuiltObject[],
  pairs: Readonly<Record<string, string>>,
  { selectors, templates }: { readonly selectors: boolean; readonly templates: boolean },
): BuiltObject[] {
  if (Object.keys(pairs).length === 0) return [...objects];
  return objects.map((each) => {
    const own = recordOf(recordOf(each.object.content)['metadata']);
    const changed = withMetadata(each, { labels: { ...recordOf(own['labels']), ...pairs } });
    const content = recordOf(changed.object.content);
    const spec = recordOf(content['spec']);
    return withContent(changed, {
      ...content,
      ...('spec' in content ? { spec: specWith(changed, spec) } : {}),
    });
  });

  function specWith(
    { object: { kind } }: BuiltObject,
    spec: Record<string, unknown>,
  ): Record<string, unknown> {
    const result = { ...spec };
    if (isRecord(spec['template']) && (selectors || templates))
      result['template'] = labelledTemplate(spec['template']);
    if (kind === 'CronJob' && (selectors || templates)) {
      const job = recordOf(spec['jobTemplate']);
      const jobSpec = recordOf(job['spec']);
      result['jobTemplate'] = {
        ...job,
        spec: { ...jobSpec, template: labelledTemplate(recordOf(jobSpec['template'])) },
      };
    }
    if (!selectors) return result;
    if (kind === 'Service' && isRecord(spec['selector']))
      result['selector'] = { ...spec['selector'], ...pairs };
    const isWorkload = isRecord(spec['template']) && kind !== 'Job';
    if (isWorkload) result['selector'] = labelledSelector(recordOf(spec['selector']));
    if (kind === 'NetworkPolicy') Object.assign(result, labelledPolicy(spec));
    return result;
  }

  function labelledTemplate(template: Record<string, unknown>): Record<string, unknown> {
    const metadata = recordOf(template['metadata']);
    return { ...template, metadata: { ...metadata, labels: { ...recordOf(metadata['labels']), ...pairs } } };
  }

  function labelledSelector(selector: Record<string, unknown>): Record<string, unknown> {
    return { ...selector, matchLabels: { ...recordOf(selector['matchLabels']), ...pairs } };
  }

  /** Kustomize adds the labels to the pod selectors that are written; an absent or empty one stays as it is. */
  function labelledPolicy(spec: Record<string, unknown>): Record<string, unknown> {
    const narrowed = (selector: unknown): unknown =>
      isRecord(selector) && isRecord(selector['matchLabels']) ? labelledSelector(selector) : selector;
    const peers = (list: unknown, field: 'from' | 'to'): unknown =>
      Array.isArray(list)
        ? list.map((rule: unknown) => {
            const peer = recordOf(rule)[field];
            if (!Array.isArray(peer)) return rule;
            return {
              ...recordOf(rule),
              [field]: peer.map((each: unknown) =>
                isRecord(each) && 'podSelector' in each
                  ? { ...each, podSelector: narrowed(each['podSelector']) }
                  : each,
              ),
            };
          })
        : list;
    return {
      ...('podSelector' in spec ? { podSelector: narrowed(spec['podSelector']) } : {}),
      ...('ingress' in spec ? { ingress: peers(spec['ingress'], 'from') } : {}),
      ...('egress' in spec ? { egress: peers(spec['egress'], 'to') } : {}),
    };
  }
}
