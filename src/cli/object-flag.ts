import type { ObjectRef } from '../prove/index.ts';

/** Names of Kubernetes: a namespace is one DNS label, the name of an object may have dots. */
const REFERENCE =
  /^([a-z]+)\/([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)\/([a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?)$/;

/** A reader of `KIND/NAMESPACE/NAME` of one kind; undefined where the text is something else. */
export function parseObject(kind: 'configmap' | 'podtemplate'): (text: string) => ObjectRef | undefined {
  return (text) => {
    const [, given, namespace, name] = REFERENCE.exec(text) ?? [];
    return given !== kind || namespace === undefined || name === undefined ? undefined : { namespace, name };
  };
}
