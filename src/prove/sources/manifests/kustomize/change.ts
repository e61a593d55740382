import { isRecord } from '../../../../shared/text/is-record.ts';
import { type BuiltObject, recordOf, withContent, withMetadata } from './built-object.ts';
import type { Kustomization } from './file.ts';

/** Names, tags and digests of container images. */
export function withImages(objects: readonly BuiltObject[], images: Kustomization['images']): BuiltObject[] {
  if (images.length === 0) return [...objects];
  return objects.map((each) => withContent(each, replaceImages(each.object.content, images)));
}

function replaceImages(value: unknown, images: Kustomization['images']): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceImages(item, images));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => {
      const isList = (field === 'containers' || field === 'initContainers') && Array.isArray(inner);
      return [field, isList ? inner.map((item) => imageOf(item, images)) : replaceImages(inner, images)];
    }),
  );
}

function imageOf(container: unknown, images: Kustomization['images']): unknown {
  const { image } = recordOf(container);
  if (typeof image !== 'string') return container;
  const [, repository = '', tag = '', digest = ''] = /^(.*?)(:[^:/@]+)?(@.+)?$/.exec(image) ?? [];
  const rule = images.find(({ name }) => name === repository);
  if (!rule) return container;
  const { newName = repository, newTag, digest: newDigest } = rule;
  const version =
    newDigest !== undefined ? `@${newDigest}` : newTag !== undefined ? `:${newTag}` : `${tag}${digest}`;
  return { ...recordOf(container), image: `${newName}${version}` };
}

const SCALED = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']);

export function withReplicas(
  objects: readonly BuiltObject[],
  replicas: Kustomization['replicas'],
): BuiltObject[] {
  return objects.map((each) => {
    const rule = replicas.find(({ name }) => each.names.includes(name));
    const content = recordOf(each.object.content);
    return rule && SCALED.has(each.object.kind)
      ? withContent(each, { ...content, spec: { ...recordOf(content['spec']), replicas: rule.count } })
      : each;
  });
}

/** Annotations on objects and on their pod templates. */
export function annotated(
  objects: readonly BuiltObject[],
  annotations: Readonly<Record<string, string>>,
): BuiltObject[] {
  if (Object.keys(annotations).length === 0) return [...objects];
  const added = (metadata: unknown): Record<string, unknown> => {
    const own = recordOf(metadata);
    return { ...own, annotations: { ...recordOf(own['annotations']), ...annotations } };
  };
  return objects.map((each) => {
    const changed = withMetadata(each, added(recordOf(each.object.content)['metadata']));
    const content = recordOf(changed.object.content);
    const spec = recordOf(content['spec']);
    const template = spec['template'];
    if (!isRecord(template)) return changed;
    const annotatedTemplate = { ...template, metadata: added(template['metadata']) };
    return withContent(changed, { ...content, spec: { ...spec, template: annotatedTemplate } });
  });
}
