import { isRecord } from '../../../shared/text/is-record.ts';
import type { ChartRelease } from '../manifests/charts.ts';
import type { BackendManifest } from './backend-manifest.ts';
import { settingsFromFlags, parseArguments } from './flags.ts';
import { listenersByFlags } from './listen-address.ts';
import { fromPrometheusResource } from './manifest-operator.ts';
import { otlpPaths } from './otlp-paths.ts';
import { receiverByFlags, type ReceiverFault } from './receiver-flags.ts';
import { parseVersion } from './settings.ts';

/** The field of the receiver, and the first version of the stack that passes it on. */
const FIELD = 'enableOTLPReceiver';
const FIELD_SINCE = [75, 3, 6];

const SPEC = ['prometheus', 'prometheusSpec'];

/**
 * The backend that a chart starts.
 *
 * @throws {DescriptionError} where the Prometheus Operator rejects its object
 */
export function backendOfChart(release: ChartRelease): BackendManifest {
  if (release.chart === 'victoria-metrics-single') return singleOfChart(release);
  return release.chart === 'prometheus' ? serverOfChart(release) : stackOfChart(release);
}

/** Whether a chart makes the Service of this name. Without the name of the release, its form has to fit. */
export function makesService(
  { chart, release, namespace, values }: ChartRelease,
  ref: { readonly namespace: string; readonly name: string },
): boolean {
  const target = textAt(values, ['namespaceOverride']) ?? textAt(values, ['forceNamespace']) ?? namespace;
  if (target !== undefined && target !== ref.namespace) return false;
  if (chart === 'kube-prometheus-stack' && ref.name === 'prometheus-operated') return true;
  const isStack = chart === 'kube-prometheus-stack';
  const suffix = isStack ? '-prometheus' : '-server';
  const own = textAt(values, isStack ? ['fullnameOverride'] : ['server', 'fullnameOverride']);
  if (own !== undefined) return ref.name === (isStack ? `${shortened(own)}${suffix}` : own);
  if (release === undefined) return ref.name.endsWith(suffix);
  const name = textAt(values, ['nameOverride']) ?? chart;
  const full = release.includes(name) ? release : `${release}-${name}`;
  return ref.name === `${isStack ? shortened(full) : full}${suffix}`;
}

/** The stack cuts its full name, so that the names of its objects are not too long. */
function shortened(name: string): string {
  return name.slice(0, 26).replace(/-$/, '');
}

function stackOfChart(release: ChartRelease): BackendManifest {
  const { values, namespace = '', path } = release;
  const given = valueAt(values, SPEC);
  const { image, ...spec } = isRecord(given) ? given : {};
  const tag = textAt(image, ['tag']);
  const isPassedOn = !isOlder(release.version);
  const { [FIELD]: asked, ...others } = spec;
  const backend = fromPrometheusResource({
    metadata: { name: release.release ?? release.object.name, namespace },
    spec: {
      ...others,
      ...(asked !== undefined && isPassedOn ? { [FIELD]: asked } : {}),
      ...(tag === undefined ? {} : { version: tag, image: `prometheus:${tag}` }),
    },
  });
  return {
    ...backend,
    object: titleOf(release),
    at: [...path, ...SPEC],
    fault: backend.fault && strayFault(backend.fault, release, asked !== undefined),
  };
}

function isOlder(version: string | undefined): boolean {
  const parts = version?.split('.').map(Number);
  const at = parts?.findIndex((part, index) => part !== FIELD_SINCE[index]) ?? -1;
  return at >= 0 && (parts?.[at] ?? 0) < (FIELD_SINCE[at] ?? 0);
}

/** A key that the chart does not know does nothing: it is the reason where nothing else turns the receiver on. */
function strayFault(fault: ReceiverFault, release: ChartRelease, isAsked: boolean): ReceiverFault {
  if (fault.kind !== 'not asked for') return fault;
  if (isAsked) {
    const why = `kube-prometheus-stack ${release.version} does not pass on ${FIELD}; ${FIELD_SINCE.join('.')} is the first that does`;
    return { ...fault, why };
  }
  const stray = strayPath(release.values);
  return stray === undefined
    ? fault
    : {
        ...fault,
        why: `the chart has no key ${stray}, which does nothing; its key is ${[...SPEC, FIELD].join('.')}`,
      };
}

function strayPath(value: unknown, path: readonly string[] = []): string | undefined {
  if (!isRecord(value)) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (key === FIELD && path.join('.') !== SPEC.join('.')) return [...path, key].join('.');
    const found = strayPath(inner, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The chart prometheus: flags are in `server.extraFlags` and `server.extraArgs`; its Service has port 80. */
function serverOfChart(release: ChartRelease): BackendManifest {
  const { values, path } = release;
  const server = valueAt(values, ['server']);
  const { extraFlags, extraArgs, defaultFlagsOverride, prefixURL, baseURL } = isRecord(server) ? server : {};
  const words = [
    ...(Array.isArray(extraFlags) ? extraFlags.map((flag) => `--${String(flag)}`) : []),
    ...wordsOf(extraArgs),
    ...(typeof prefixURL === 'string' && prefixURL !== '' ? [`--web.route-prefix=${prefixURL}`] : []),
    ...(typeof baseURL === 'string' && baseURL !== '' ? [`--web.external-url=${baseURL}`] : []),
  ];
  const flags = parseArguments(
    Array.isArray(defaultFlagsOverride) ? defaultFlagsOverride.map(String) : words,
  );
  const version = parseVersion(textAt(server, ['image', 'tag']) ?? '');
  return {
    object: titleOf(release),
    flavour: 'prometheus',
    version,
    settings: settingsFromFlags('prometheus', flags),
    ...receiverByFlags(flags, version),
    paths: otlpPaths('prometheus', flags),
    listeners: listenersByFlags('prometheus', flags, []),
    at: [...path, 'server'],
    open: ['its configuration is in the values, which are not read for it'],
  };
}

/** The chart victoria-metrics-single: flags are in `server.extraArgs`. */
function singleOfChart(release: ChartRelease): BackendManifest {
  const { values, path } = release;
  const given = valueAt(values, ['server', 'extraArgs']);
  // The flags that are read are off by default.
  const on = Object.entries(isRecord(given) ? given : {}).filter(
    ([, value]) => value !== false && value !== null,
  );
  const flags = parseArguments(wordsOf(Object.fromEntries(on)));
  return {
    object: titleOf(release),
    flavour: 'victoriametrics',
    version: parseVersion(textAt(values, ['server', 'image', 'tag']) ?? ''),
    settings: settingsFromFlags('victoriametrics', flags),
    receiver: 'on',
    fault: undefined,
    paths: otlpPaths('victoriametrics', flags),
    listeners: listenersByFlags('victoriametrics', flags, []),
    at: [...path, 'server'],
    open: [],
  };
}

/** Arguments from a mapping of their names and values. */
function wordsOf(extraArgs: unknown): string[] {
  if (!isRecord(extraArgs)) return [];
  return Object.entries(extraArgs).map(([name, value]) => {
    const written = typeof value === 'string' || typeof value === 'number' ? `=${value}` : '';
    return `--${name}${written === '=' ? '' : written}`;
  });
}

function titleOf({ chart, release, object }: ChartRelease): string {
  return release === undefined ? `values of ${chart}` : `${object.kind} ${object.name} (${chart})`;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

function textAt(value: unknown, path: readonly string[]): string | undefined {
  const found = valueAt(value, path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
