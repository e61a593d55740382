import { isRecord } from '../text/is-record.ts';

/** A ConfigMap of Kubernetes, as far as its kind shows: the API server has not checked its fields. */
export interface ConfigMapObject {
  readonly kind: 'ConfigMap';
  readonly data?: unknown;
  readonly binaryData?: unknown;
}

/** Whether an object, or its header, is a ConfigMap. A manifest that is only read may leave out its `apiVersion`. */
export function isConfigMap(object: unknown): object is ConfigMapObject {
  return isRecord(object) && object['kind'] === 'ConfigMap';
}
