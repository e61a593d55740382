import { isRecord } from '../../text/is-record.ts';

/** Files of other programs, by keys of their first level. */
const OTHERS: readonly (readonly [what: string, keys: readonly string[]])[] = [
  ['a kustomization whose generators name no configuration', ['configMapGenerator']],
  ['a kustomization whose generators name no configuration', ['secretGenerator']],
  ['a package.json', ['name', 'version', 'dependencies']],
  ['a package.json', ['name', 'version', 'scripts']],
  ['a package.json', ['name', 'version', 'devDependencies']],
  ['the Chart.yaml of a Helm chart', ['apiVersion', 'name', 'version']],
  ['the configuration of an OpenTelemetry Collector', ['receivers', 'service']],
  ['the configuration of Prometheus', ['scrape_configs']],
  ['a file of rules', ['groups']],
  ['a Grafana dashboard', ['panels']],
  ['a Compose file', ['services']],
  ['a settings file of throughline', ['backends']],
];

const MOST_KEYS = 4;

/** What a file is that holds no gateway configuration. */
export function describeFile(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (!isRecord(value)) return 'a single value';
  const known = OTHERS.find(([, keys]) => keys.every((key) => key in value));
  if (known) return known[0];
  const keys = Object.keys(value);
  const more = keys.length > MOST_KEYS ? ` and ${keys.length - MOST_KEYS} more` : '';
  return `a file with the keys ${keys.slice(0, MOST_KEYS).join(', ')}${more}`;
}

/** What to give instead. */
export const INSTEAD =
  "give the gateway's openclaw.json, or the ConfigMap, Secret, Helm values (FILE#PATH), HelmRelease, Argo CD " +
  'Application, OpenClawInstance or kustomization that holds it';
