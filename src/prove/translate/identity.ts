import type { LabelText } from './attribute-value.ts';
import type { AttributeMap } from './types.ts';

/** Resource attributes that become `job` and `instance`, and are therefore left out of `target_info`. */
export const IDENTIFYING: ReadonlySet<string> = new Set([
  'service.namespace',
  'service.name',
  'service.instance.id',
]);

/** `job`: the service's namespace, if any, and its name; undefined without a name. */
export function jobOf(resource: AttributeMap, text: LabelText): string | undefined {
  const name = resource.get('service.name');
  if (name === undefined) return undefined;
  const namespace = resource.get('service.namespace');
  return namespace === undefined ? text(name) : `${text(namespace)}/${text(name)}`;
}

/** `instance`: the service's instance id; undefined without one. */
export function instanceOf(resource: AttributeMap, text: LabelText): string | undefined {
  const id = resource.get('service.instance.id');
  return id === undefined ? undefined : text(id);
}
