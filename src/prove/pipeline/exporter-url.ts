import { type CollectorExporter, openVariables } from '../sources/collector/index.ts';
import type { Flavour } from '../translate/index.ts';

/** The URL of an exporter, as far as it is written. */
export interface ExporterUrl {
  readonly host: string;
  /** Empty where it is the scheme's own. */
  readonly port: string;
  readonly path: string;
}

/** What is wrong with an exporter's URL. */
export interface UrlFault {
  readonly text: string;
  readonly fix: string;
  readonly mode: 6 | 32 | 73;
  /** False where another server than the one that is assumed could be there. */
  readonly isCertain: boolean;
}

const OTLP_PATHS: Readonly<Record<Flavour, string>> = {
  prometheus: '/api/v1/otlp/v1/metrics',
  victoriametrics: '/opentelemetry/v1/metrics',
  mimir: '/otlp/v1/metrics',
};
const WRITE_PATHS: Readonly<Record<Flavour, readonly string[]>> = {
  prometheus: ['/api/v1/write'],
  victoriametrics: ['/api/v1/write', '/api/v1/push', '/prometheus', '/write', '/api/v1/receive'],
  mimir: ['/api/v1/push', '/api/prom/push'],
};
const TITLES: Readonly<Record<Flavour, string>> = {
  prometheus: 'Prometheus',
  victoriametrics: 'VictoriaMetrics',
  mimir: 'Mimir',
};
const SUFFIX = '/v1/metrics';
/** Paths under which a server receives OTLP, without the signal's own path. */
const BASES = ['/api/v1/otlp', '/opentelemetry', '/otlp'];

/** Undefined where a variable hides it. */
export function readExporterUrl(url: string): ExporterUrl | undefined {
  const open = openVariables(url);
  if (url === '' || open.includes(url)) return undefined;
  const shown = open.reduce((text, variable) => text.replace(variable, 'variable'), url);
  const withScheme = /^[a-z]+:\/\//i.test(shown) ? shown : `http://${shown}`;
  if (!URL.canParse(withScheme)) return undefined;
  const { hostname, port, pathname } = new URL(withScheme);
  return { host: hostname, port, path: pathname };
}

/** Which backend a host and a port are named after; undefined for a name of a collector, or of nothing known. */
export function namedFlavour({ host, port }: ExporterUrl): Flavour | undefined {
  if (/otel|collector|alloy|agent|gateway|opentelemetry/i.test(host)) return undefined;
  const [label = ''] = host.split('.');
  if (/(^|-)prom(etheus)?(-(server|k8s|operated|service|main|\d+))?$/i.test(label)) return 'prometheus';
  if (/victoria-?metrics|^vm(single|insert)/i.test(label)) return 'victoriametrics';
  if (/mimir/i.test(label)) return 'mimir';
  if (port === '9090') return 'prometheus';
  return port === '8428' ? 'victoriametrics' : undefined;
}

/** Which backend receives OTLP at the path; undefined for that of a collector. */
export function flavourOfPath(path: string): Flavour | undefined {
  return (['prometheus', 'victoriametrics', 'mimir'] as const).find((each) =>
    path.endsWith(OTLP_PATHS[each]),
  );
}

/** @returns undefined where nothing is known to be wrong */
export function urlFault(exporter: CollectorExporter): UrlFault | undefined {
  if (exporter.kind === 'otlp') {
    if (exporter.transport === 'grpc') return grpcFault(exporter.url);
    return otlpFault(exporter.url, exporter.key);
  }
  return exporter.kind === 'remote-write' ? writeFault(exporter.url) : undefined;
}

function otlpFault(url: string, key: string): UrlFault | undefined {
  const read = readExporterUrl(url);
  if (!read) return undefined;
  const { path, port } = read;
  const certain = (text: string, fix: string): UrlFault => ({ text, fix, mode: 6, isCertain: true });
  if (!/^(?:https?:\/\/|\$\{)/i.test(url))
    return certain(`sends to ${url}, which has no scheme`, `begin the ${key} with http:// or https://`);
  if (path.endsWith(`${SUFFIX}${SUFFIX}`))
    return certain(
      `sends to ${path}: the exporter appends ${SUFFIX} to its endpoint`,
      `remove ${SUFFIX} from the end of endpoint, or name it metrics_endpoint`,
    );
  const writes = Object.values(WRITE_PATHS)
    .flat()
    .find((each) => each.length > 6 && path.endsWith(`${each}${SUFFIX}`));
  if (writes !== undefined)
    return certain(
      `sends OTLP to ${path}, and ${writes} is a path of remote write`,
      'set endpoint to the base of the OTLP path, such as http://HOST:9090/api/v1/otlp',
    );
  const trimmed = path.replace(/\/$/, '');
  if (key === 'metrics_endpoint' && (BASES.some((base) => trimmed.endsWith(base)) || trimmed === ''))
    return certain(
      `sends to ${path}: metrics_endpoint is used exactly as it is written`,
      `append ${SUFFIX} to metrics_endpoint, or name it endpoint`,
    );
  if (port === '4317')
    return {
      text: `sends HTTP to port 4317, which is for gRPC`,
      fix: 'send to port 4318, or use the exporter otlp',
      mode: 32,
      isCertain: false,
    };
  const flavour = namedFlavour(read);
  if (!flavour || path.endsWith(OTLP_PATHS[flavour])) return undefined;
  // Other paths may be those of a proxy before it.
  const isKnown = path === SUFFIX || flavourOfPath(path) !== undefined;
  return isKnown
    ? {
        text: `sends to ${path} of ${read.host}; ${TITLES[flavour]} receives OTLP at ${OTLP_PATHS[flavour]}`,
        fix: `set endpoint to the address with ${OTLP_PATHS[flavour].slice(0, -SUFFIX.length)} at its end`,
        mode: path === SUFFIX ? 6 : 73,
        isCertain: false,
      }
    : undefined;
}

function grpcFault(url: string): UrlFault | undefined {
  const read = readExporterUrl(url);
  const flavour = read && namedFlavour(read);
  if (flavour && read)
    return {
      text: `sends OTLP over gRPC to ${read.host}; ${TITLES[flavour]} receives OTLP over HTTP only`,
      fix: `use the exporter otlphttp with ${OTLP_PATHS[flavour].slice(0, -SUFFIX.length)} at the end of its endpoint`,
      mode: 32,
      isCertain: false,
    };
  return read?.port === '4318'
    ? {
        text: 'sends gRPC to port 4318, which is for HTTP',
        fix: 'send to port 4317, or use the exporter otlphttp',
        mode: 32,
        isCertain: false,
      }
    : undefined;
}

function writeFault(url: string): UrlFault | undefined {
  const read = readExporterUrl(url);
  if (!read) return undefined;
  const path = read.path.replace(/\/$/, '');
  if (path.endsWith(SUFFIX) || BASES.some((base) => path.endsWith(base)))
    return {
      text: `sends remote write to ${read.path}, which is a path of OTLP`,
      fix: 'set endpoint to the path of remote write, such as http://HOST:9090/api/v1/write, or use the exporter otlphttp',
      mode: 6,
      isCertain: true,
    };
  const flavour = namedFlavour(read);
  if (!flavour || WRITE_PATHS[flavour].some((each) => path.endsWith(each))) return undefined;
  const isKnown =
    path === '' ||
    Object.values(WRITE_PATHS)
      .flat()
      .some((each) => path.endsWith(each));
  return isKnown
    ? {
        text: `sends to ${read.path} of ${read.host}; ${TITLES[flavour]} receives remote write at ${WRITE_PATHS[flavour][0]}`,
        fix: `set endpoint to the address with ${WRITE_PATHS[flavour][0]} at its end`,
        mode: path === '' ? 6 : 73,
        isCertain: false,
      }
    : undefined;
}
