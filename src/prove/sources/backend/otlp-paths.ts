import type { Flavour } from '../../translate/index.ts';
import type { Flags } from './flags.ts';

/** Paths of OTLP metrics, and the flag that puts a prefix before them. The first path is the usual one. */
const PATHS: Readonly<Record<Flavour, { readonly paths: readonly string[]; readonly prefixFlag: string }>> = {
  prometheus: { paths: ['/api/v1/otlp/v1/metrics'], prefixFlag: 'web.route-prefix' },
  victoriametrics: {
    paths: ['/opentelemetry/v1/metrics', '/opentelemetry/api/v1/push'],
    prefixFlag: 'http.pathPrefix',
  },
  mimir: { paths: ['/otlp/v1/metrics'], prefixFlag: 'server.path-prefix' },
};

/** Paths at which a server with these flags receives OTLP metrics. */
export function otlpPaths(flavour: Flavour, flags: Flags): readonly string[] {
  const { paths, prefixFlag } = PATHS[flavour];
  const prefix = routePrefix(
    flags.get(prefixFlag),
    flavour === 'prometheus' ? flags.get('web.external-url') : undefined,
  );
  return paths.map((path) => `${prefix ?? ''}${path}`);
}

/** Undefined where routes begin at the root. Without a route prefix, a Prometheus uses the path of its external URL. */
export function routePrefix(prefix: string | undefined, externalUrl?: string): string | undefined {
  const path =
    prefix ?? (externalUrl !== undefined && URL.canParse(externalUrl) ? new URL(externalUrl).pathname : '');
  const trimmed = path.replaceAll(/^\/+|\/+$/g, '');
  return trimmed === '' ? undefined : `/${trimmed}`;
}
