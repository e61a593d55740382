import { knownDefectsOf } from '../defects/concerned.ts';
import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { KnownDefect } from '../../shared/failure-modes/defects.ts';
import type { Backend } from '../translate/index.ts';
import { otlpPaths } from '../sources/index.ts';
import { backendIdentity } from './backend-identity.ts';
import { metricsUrl } from './metrics-url.ts';

/** A server of which the version is known, and the defects of that version. */
export interface ServerDefects {
  /** For people: `Prometheus 3.5.3`. */
  readonly title: string;
  /** Where the version was read. */
  readonly source: string;
  readonly backend: Backend;
  readonly defects: readonly KnownDefect[];
  /** Whether the exporter pushes to a path of this server: else its responses are those of a collector or a proxy. */
  readonly respondsToPushes: boolean;
}

/** Known defects of the backend. None is assumed of a server that does not report its version. */
export const serverDefects = defineEvidence({
  name: 'serverDefects',
  needs: [backendIdentity, 'backend'],
  uses: [metricsUrl],
  answer: ({ backendIdentity: { title, backend: server, version, flags }, backend, metricsUrl }) => {
    if (version === null) return notKnown(`${title} does not report its version`);
    const found: ServerDefects = {
      title,
      source: backend.url,
      backend: server,
      respondsToPushes: otlpPaths(server.flavour, flags).some((path) => isPushedTo(path, metricsUrl)),
      defects: knownDefectsOf({ ...server, version }),
    };
    return known(found);
  },
});

/** Also with slashes at the end, and behind a prefix that a proxy removes. */
function isPushedTo(path: string, url: URL | undefined): boolean {
  return url?.pathname.replace(/\/+$/, '').endsWith(path) === true;
}
