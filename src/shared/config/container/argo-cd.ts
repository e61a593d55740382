import { isRecord } from '../../text/is-record.ts';

/**
 * Parameters of an Argo CD Application that override values of a configuration: `helm.parameters` win over
 * `helm.valuesObject`, which wins over `helm.values`.
 *
 * @param key path of the configuration in the object, such as `spec.source.helm.values.openclaw.config`
 */
export function overridingParameters(application: unknown, key: string): string[] {
  const inValues = /\bhelm\.values(?:Object)?\.(.+)$/.exec(key)?.[1];
  if (inValues === undefined) return [];
  return parametersIn(application).filter((name) => name === inValues || name.startsWith(`${inValues}.`));
}

function parametersIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(parametersIn);
  if (!isRecord(value)) return [];
  const { helm } = value;
  const own = isRecord(helm) ? [helm['parameters'], helm['fileParameters']] : [];
  const names = own
    .flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []))
    .flatMap((each) => (isRecord(each) && typeof each['name'] === 'string' ? [each['name']] : []));
  return [...names, ...Object.values(value).flatMap(parametersIn)];
}
